"""Chart of accounts of the US ledger, whole (B9). Debit is positive, credit negative."""

from enum import StrEnum


class Code(StrEnum):
    """An account of the chart; those in `COHORT_CODES` exist once per cohort."""

    BANK_RESERVE = "U-1000"
    DTC = "U-1010"
    CNS = "U-1020"
    OCC = "U-1030"
    NSCC_SETTLEMENT = "U-1040"
    OCC_SETTLEMENT = "U-1045"
    CLEARING_FUND = "U-1050"
    WIRE_IN_TRANSIT = "U-1090"
    COHORT_CASH = "U-2000"
    COHORT_UNSETTLED = "U-2010"
    COHORT_SECURITIES = "U-2100"
    COHORT_SECURITIES_UNSETTLED = "U-2110"
    FEES_PAYABLE = "U-2200"
    WITHHOLDING_PAYABLE = "U-2210"
    SUSPENSE = "U-2300"
    FIRM_INVENTORY = "U-2900"
    EXECUTION_FEE_INCOME = "U-4000"
    PFOF_INCOME = "U-4010"
    ERROR_ROUNDING = "U-5000"


COHORT_CODES = frozenset(
    {
        Code.COHORT_CASH,
        Code.COHORT_UNSETTLED,
        Code.COHORT_SECURITIES,
        Code.COHORT_SECURITIES_UNSETTLED,
    }
)

USD = "USD"
