"""The 23 indicators and the signals of the codebook, by family."""

FAMILY_A: tuple[str, ...] = (
    "domestic_abuse", "cannabis_use", "substance_misuse", "parental_mental_health", "neglect", "lack_of_supervision",
    "child_injury", "harm_to_child", "adult_risk_history", "hardship",
)  # fmt: skip
FAMILY_B: tuple[str, ...] = (
    "absent_child_voice", "unassessed_adult_male", "missed_contact", "declined_support", "no_follow_up", "delay",
    "repeat_referrals", "unchallenged_account", "no_escalation", "unexplained_step_down", "information_not_shared",
    "limited_assessment", "no_management_oversight",
)  # fmt: skip
INDICATORS = FAMILY_A + FAMILY_B
SIGNALS: tuple[str, ...] = (
    "child_voice_recorded", "child_seen_alone", "infant_observed", "man_engaged", "action_taken", "rationale_recorded",
    "referral_event", "incident_event", "contact_event", "offer_event",
)  # fmt: skip


def family_of(indicator: str) -> str:
    """Return `family_a` (recorded concerns) or `family_b` (gaps in practice)."""
    return "family_a" if indicator in FAMILY_A else "family_b"
