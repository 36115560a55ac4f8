"""Tax ids of natural persons, checked by the rules of their country (domain Annex C)."""

import re
from collections.abc import Mapping
from typing import Any

from stdnum.at import tin
from stdnum.be import bis, nn
from stdnum.bg import egn, pnf
from stdnum.cy import vat as cy_vat
from stdnum.cz import rc as cz_rc
from stdnum.de import idnr
from stdnum.dk import cpr
from stdnum.ee import ik
from stdnum.es import dni, nie, nif
from stdnum.fi import hetu
from stdnum.fr import nif as fr_nif
from stdnum.gr import amka
from stdnum.gr import vat as gr_vat
from stdnum.hr import oib
from stdnum.ie import pps
from stdnum.is_ import kennitala
from stdnum.it import codicefiscale
from stdnum.lt import asmens
from stdnum.lv import pvn
from stdnum.nl import bsn
from stdnum.no import fodselsnummer
from stdnum.pl import nip, pesel
from stdnum.pt import nif as pt_nif
from stdnum.ro import cnp
from stdnum.se import personnummer
from stdnum.si import ddv, emso
from stdnum.sk import rc as sk_rc

from shared.eu.identity.model.countries import ALPHA2_OF, EUROPEAN_ECONOMIC_AREA

_LENGTH_MAX = 40
_SPANISH = re.compile(r"[0-9A-Z][0-9]{7}[0-9A-Z]")
_FOREIGN = r"[A-Z0-9]{4,20}"
# The library has no rule for these.
_PATTERNS: Mapping[str, str] = {
    "HUN": r"8\d{9}",
    "LIE": r"\d{1,12}",
    "LUX": r"(19|20)\d{11}",
    "MLT": r"\d{3,7}[ABGHLMPZ]|\d{9}",
}
_RULES: Mapping[str, tuple[Any, ...]] = {
    "AUT": (tin,),
    "BEL": (nn, bis),
    "BGR": (egn, pnf),
    "CYP": (cy_vat,),
    "CZE": (cz_rc,),
    "DEU": (idnr,),
    "DNK": (cpr,),
    "EST": (ik,),
    "FIN": (hetu,),
    "FRA": (fr_nif,),
    "GRC": (gr_vat, amka),
    "HRV": (oib,),
    "IRL": (pps,),
    "ISL": (kennitala,),
    "ITA": (codicefiscale,),
    "LTU": (asmens,),
    "LVA": (pvn,),
    "NLD": (bsn,),
    "NOR": (fodselsnummer,),
    "POL": (pesel, nip),
    "PRT": (pt_nif,),
    "ROU": (cnp,),
    "SVK": (sk_rc,),
    "SVN": (ddv, emso),
    "SWE": (personnummer,),
}
# Spain's documents say ESP and SPA where ISO says ESP alone.
_PREFIXES = {"ESP": ("ESP_", "SPA_")}
_GENERAL_TYPES = frozenset({"NATIONAL_ID"})
_FOREIGN_TYPES = _GENERAL_TYPES | {"OTHER_GOV_ID", "PASSPORT", "PERMANENT_RESIDENT"}
# What the official client's closed list has for Europe; every other type is shown as NATIONAL_ID.
SHOWN_TYPES = frozenset(
    {
        "DEU_TAX_ID", "FRA_SPI", "HUN_TIN", "ITA_TAX_ID", "NLD_TIN", "SWE_TAX_ID", "GBR_UTR",
        "GBR_NINO", "USA_SSN", "USA_ITIN", "NATIONAL_ID", "OTHER_GOV_ID", "PASSPORT",
        "PERMANENT_RESIDENT",
    }
)  # fmt: skip


def compact_tax_id(country: str, written: str) -> str:
    """Return a valid tax id of a natural person in its shortest form, without a country prefix.

    Raises ValueError where the country's rules do not admit it.
    """
    if len(written) > _LENGTH_MAX:
        raise ValueError("too long")
    whole = "".join(filter(str.isalnum, written)).upper()
    # Some numbers have a sign that tells the century, so the text as it was written comes first.
    for form in (written.strip().upper(), whole, whole.removeprefix(ALPHA2_OF[country])):
        found = _valid_form(country, form)
        if found is not None:
            return found
    raise ValueError("not a tax id of this country")


def is_type_of(country: str, tax_id_type: str) -> bool:
    """Tell whether a person who pays taxes in a country may have an id of a type."""
    if tax_id_type.startswith(_PREFIXES.get(country, (f"{country}_",))):
        return True
    general = _GENERAL_TYPES if country in EUROPEAN_ECONOMIC_AREA else _FOREIGN_TYPES
    return tax_id_type in general


def shown_type(tax_id_type: str) -> str:
    """Return a type in a word that the official client knows."""
    return tax_id_type if tax_id_type in SHOWN_TYPES else "NATIONAL_ID"


def masked(tax_id: str) -> str:
    """Return a tax id of which only the last three characters can be read."""
    return "*" * max(0, len(tax_id) - 3) + tax_id[-3:]


def _valid_form(country: str, form: str) -> str | None:
    if country == "ESP":
        return form if _is_spanish(form) else None
    pattern = _PATTERNS.get(country, None if country in _RULES else _FOREIGN)
    if pattern is not None:
        return form if re.fullmatch(pattern, form) else None
    for rule in _RULES[country]:
        if rule.is_valid(form):
            return str(rule.compact(form))
    return None


def _is_spanish(form: str) -> bool:
    if not _SPANISH.fullmatch(form):
        return False
    # NIF alone would also admit companies.
    person = dni.is_valid(form) or nie.is_valid(form)
    return person or (form[0] in "KLM" and nif.is_valid(form))
