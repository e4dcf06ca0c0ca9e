"""What pytrec_eval, ir-measures and ranx say of a run file, topic by topic.

usage: trec_judges.py RUN QRELS MEASURES.json
MEASURES.json is {"pytrecEval": [...], "irMeasures": [...], "ranx": [...], "struck": [k ...]}. Prints {tool: {measure: {topic: value}}}; "struck" gives
map_cut_k of pytrec_eval after the relevant items that are not among the first k were struck from the qrels.
"""
import json
import os
import re
import sys

# A handful of topics is sooner done than compiled.
os.environ["NUMBA_DISABLE_JIT"] = "1"

import ir_measures
import pytrec_eval
import ranx


def pytrec(run, qrels, measures):
    wanted = {re.sub(r"_(\d+)$", r".\1", name) for name in measures}
    results = pytrec_eval.RelevanceEvaluator(qrels, wanted).evaluate(run)
    return {name: {topic: values[name] for topic, values in results.items()} for name in measures}


def ir(run_path, qrels_path, measures):
    parsed = {ir_measures.parse_measure(name): name for name in measures}
    values = {name: {} for name in measures}
    for metric in ir_measures.iter_calc(list(parsed), list(ir_measures.read_trec_qrels(qrels_path)), list(ir_measures.read_trec_run(run_path))):
        values[parsed[metric.measure]][metric.query_id] = metric.value
    return values


def by_ranx(run_path, qrels_path, measures):
    run, qrels = ranx.Run.from_file(run_path, kind="trec"), ranx.Qrels.from_file(qrels_path, kind="trec")
    ranx.evaluate(qrels, run, list(measures), make_comparable=True)
    return {name: {topic: float(value) for topic, value in run.scores[name].items()} for name in measures}


def struck(run, qrels, k):
    first = {topic: sorted(scores, key=scores.get, reverse=True)[:k] for topic, scores in run.items()}
    left = {topic: {item: 1 for item in items if item in qrels.get(topic, {})} for topic, items in first.items()}
    return pytrec(run, {topic: items for topic, items in left.items() if items}, [f"map_cut_{k}"])[f"map_cut_{k}"]


def main(run_path, qrels_path, measures_path):
    with open(measures_path, encoding="utf-8") as file:
        measures = json.load(file)
    with open(run_path, encoding="utf-8") as file:
        run = pytrec_eval.parse_run(file)
    with open(qrels_path, encoding="utf-8") as file:
        qrels = pytrec_eval.parse_qrel(file)
    json.dump(
        {
            "pytrecEval": pytrec(run, qrels, measures["pytrecEval"]),
            "irMeasures": ir(run_path, qrels_path, measures["irMeasures"]),
            "ranx": by_ranx(run_path, qrels_path, measures["ranx"]),
            "struck": {str(k): struck(run, qrels, k) for k in measures["struck"]},
        },
        sys.stdout,
    )


main(*sys.argv[1:])
