"""Prints the tags of the Basic Application Level Confidentiality Profile (PS3.15, table E.1-1) as "ggggeeee", as another program has them.

A tag of a repeating group, such as 50xx, is printed for the first of its groups.
"""

import json

from dicomanonymizer.dicom_anonymization_databases.dicomfields_2026c import ALL_TAGS

print(json.dumps(sorted({f"{tag[0]:04x}{tag[1]:04x}" for tag in ALL_TAGS})))
