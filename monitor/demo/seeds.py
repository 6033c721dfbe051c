"""Where the seed documents lie: beside the project, or inside the installed package."""

from pathlib import Path


def folder() -> Path:
    """The folder `seeds/`. Raises `FileNotFoundError` when neither place has it."""
    here = Path(__file__).resolve()
    for place in (here.parent / "seeds", here.parent.parent.parent / "seeds"):
        if (place / "belga").is_dir():
            return place
    raise FileNotFoundError("the seeds/ folder is missing: it belongs to the project")
