def night() -> str:
    return "stormy"
