"""Reviews as the world's formats want them: each with its claim, who made it, where it appeared, and what was found.

``reviews.Reviews`` reads them out of columns, one at a time; ``claim_review.document`` writes one as a ClaimReview. The
profiles of ``kb.exporters`` lay them out.
"""
