"""What a coefficient means, in a plain sentence beside it.

The bounds are Krippendorff's (2019, "Content Analysis", 12.7): from 0.8 on conclusions can rest on
it, from 0.667 on tentative ones.
"""

from localturn.corpus.domain.agreement.unitizing import Estimate
from localturn.foundation.languages import N_

RELIABLE = 0.8
TENTATIVE = 0.667

NOTHING_VARIES = N_(
    "Nothing can be said: there is nothing that coders could have disagreed on, or only one coded."
)
BELOW_CHANCE = N_("They agree no better than if they had coded by chance. Read the rules together.")
WEAK = N_("Too little agreement for conclusions. The definition or the training needs work.")
FAIR = N_("Enough agreement for tentative conclusions.")
GOOD = N_("Enough agreement for conclusions.")
FAIR_UNSURE = N_(
    "Enough agreement for tentative conclusions, but with so little text it may be less."
)
GOOD_UNSURE = N_("Enough agreement for conclusions, but with so little text it may be less.")

COEFFICIENTS = {
    "everything": (
        N_("u-alpha"),
        N_("Whether coders mark the same passages and give them the same codes; all text counts."),
    ),
    "relevance": (
        N_("|u-alpha"),
        N_("Whether coders agree on which text is worth coding, whatever the code."),
    ),
    "coding": (
        N_("cu-alpha"),
        N_("Whether coders give the same code to text that two of them coded."),
    ),
    "concepts": (
        N_("Cu-alpha"),
        N_("Whether coders choose the same concept for text that two of them coded."),
    ),
    "of_code": (
        N_("(k)u-alpha"),
        N_("How reliable one code is among text that two coders coded."),
    ),
    "code_alone": (
        N_("u-alpha of the code"),
        N_("Whether coders give this code to the same text; all text counts."),
    ),
    "cohen": (
        N_("Cohen’s kappa"),
        N_("Agreement of two coders beyond chance, each with habits of their own."),
    ),
    "fleiss": (
        N_("Fleiss’ kappa"),
        N_("Agreement of several coders beyond chance."),
    ),
    "brennan_prediger": (
        N_("Brennan and Prediger’s kappa"),
        N_("Agreement beyond what would come about if every answer were as likely."),
    ),
    "krippendorff": (
        N_("Krippendorff’s alpha"),
        N_("Agreement beyond chance of any number of coders, also where some said nothing."),
    ),
    "masi": (
        N_("Krippendorff’s alpha, MASI"),
        N_("The same of sets of codes, where sets that share some codes agree in part."),
    ),
}
"""By the name of a coefficient, what it is called and what it asks; to be translated."""


def reading(estimate: Estimate) -> str:
    """What an alpha or kappa allows to be concluded; to be translated."""
    if estimate.value is None:
        return NOTHING_VARIES
    low = estimate.value if estimate.low is None else estimate.low
    if estimate.value >= RELIABLE:
        return GOOD if low >= TENTATIVE else GOOD_UNSURE
    if estimate.value >= TENTATIVE:
        return FAIR if low >= TENTATIVE / 2 else FAIR_UNSURE
    return WEAK if estimate.value > 0 else BELOW_CHANCE
