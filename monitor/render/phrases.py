"""How a sentence is marked for the catalogues, and what their tests look for beside the sentences that are marked."""


def N_(sentence: str) -> str:
    """The sentence as it stands: it is looked up where it is used."""
    return sentence


CLASSES = (N_("substantive"), N_("cosmetic"), N_("correction"), N_("furniture"), N_("none"))
"""The classes of a change."""
