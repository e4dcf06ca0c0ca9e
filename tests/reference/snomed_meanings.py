"""Prints the meanings of every SNOMED CT code that pydicom's dictionary has, as JSON by code."""
import json

from pydicom.sr._concepts_dict import concepts

meanings = {}
for codes in concepts["SCT"].values():
    for code, (meaning, _) in codes.items():
        meanings.setdefault(code, []).append(meaning)
print(json.dumps(meanings))
