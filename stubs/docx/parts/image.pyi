"""A picture."""

from docx.opc.part import Part

class ImagePart(Part): ...
