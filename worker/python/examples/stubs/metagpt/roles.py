"""A stub of MetaGPT; see ../README.md."""


class ProductManager:
    pass


class Architect:
    pass


class ProjectManager:
    pass


class Engineer:
    def __init__(self, n_borg: int, use_code_review: bool):
        self.n_borg, self.use_code_review = n_borg, use_code_review
