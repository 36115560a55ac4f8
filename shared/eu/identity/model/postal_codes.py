"""Forms of the postal codes of the European Union."""

import re

_FIVE = r"\d{5}"
_FOUR = r"\d{4}"
_FORMS = {
    "AUT": _FOUR,
    "BEL": _FOUR,
    "BGR": _FOUR,
    "CYP": _FOUR,
    "CZE": r"\d{3} ?\d{2}",
    "DEU": _FIVE,
    "DNK": _FOUR,
    "ESP": r"(0[1-9]|[1-4]\d|5[0-2])\d{3}",
    "EST": _FIVE,
    "FIN": _FIVE,
    "FRA": _FIVE,
    "GRC": r"\d{3} ?\d{2}",
    "HRV": _FIVE,
    "HUN": _FOUR,
    "IRL": r"[A-Z]\d[0-9W] ?[0-9A-Z]{4}",
    "ITA": _FIVE,
    "LTU": r"(LT-)?\d{5}",
    "LUX": r"(L-)?\d{4}",
    "LVA": r"(LV-)?\d{4}",
    "MLT": r"[A-Z]{3} ?\d{4}",
    "NLD": r"[1-9]\d{3} ?[A-Z]{2}",
    "POL": r"\d{2}-\d{3}",
    "PRT": r"\d{4}-\d{3}",
    "ROU": r"\d{6}",
    "SVK": r"\d{3} ?\d{2}",
    "SVN": _FOUR,
    "SWE": r"\d{3} ?\d{2}",
}


def is_postal_code(country: str, written: str) -> bool:
    """Tell whether a code has its country's form; outside of the union there is none to check."""
    form = _FORMS.get(country)
    return form is None or bool(re.fullmatch(form, written.upper()))
