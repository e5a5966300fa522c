// A catalogue of three rules and the result of a recording that breaks two of them, for
// the tests of the reports.
#pragma once

#include <vector>

#include "checker/finding.h"
#include "model/rule.h"

namespace condis::test {

inline std::vector<Rule> sample_rules() {
  Rule dead;
  dead.id = "drop-handle-dead-at-call";
  dead.group = "C1 client drop";
  dead.title = "A party handle is invalid from the drop on.";
  dead.at_fault = "client";
  dead.kind = "safety";
  dead.page = "nf-ndis-ndiscldropparty.md";
  dead.section = "Remarks";
  dead.quote =
      "The caller of NdisClDropParty should consider the input NdisPartyHandle invalid "
      "as "
      "soon as it makes this call.";
  dead.see_also = {"drop-chain-valid-handle"};
  dead.reading = "A drop that ended without success makes the handle valid again.";
  dead.formula = "(define-fun drop-handle-dead-at-call ((p Party)) Bool\n  true)";
  dead.file = "10-client-drop.smt2";
  dead.line = 12;

  Rule once = dead;
  once.id = "drop-once";
  once.title = "A party is dropped once.";
  once.at_fault = "CM/MCM or NDIS";
  once.group = "C12 roles";

  Rule usual = dead;
  usual.id = "drop-usual-places";
  usual.title = "Drops are usually made in two places.";
  usual.severity = Severity::Note;
  return {dead, once, usual};
}

inline Event event(std::uint64_t number, std::int64_t time, Function function,
                   Phase phase) {
  Event out;
  out.number = number;
  out.time = time;
  out.has_time = true;
  out.function = function;
  out.phase = phase;
  out.thread_id = 312;
  out.vc = 0xffffa80b10c10000;
  out.party = 0xffffa80b10c20040;
  return out;
}

inline TraceResult sample_result() {
  const Event drop = event(7, 1000, Function::NdisClDropParty, Phase::Enter);
  const Event inside = event(8, 1700, Function::ProtocolCmDropParty, Phase::Enter);
  Event inside_end = event(9, 2600, Function::ProtocolCmDropParty, Phase::Exit);
  inside_end.has_status = true;
  inside_end.status = 0x103;
  Event drop_end = event(10, 3000, Function::NdisClDropParty, Phase::Exit);
  drop_end.has_status = true;
  drop_end.status = 0x103;
  const Event again = event(12, 914000, Function::NdisClDropParty, Phase::Enter);

  Finding first;
  first.rule = 0;
  first.event = again;
  first.message = "party 0xffffa80b10c20040 is dropped while its first drop is pending";
  first.because = {drop};
  first.around = {drop, inside, inside_end, drop_end, again};
  first.source = {"drv.c", 120, "DropMember"};

  Finding follower;
  follower.rule = 1;
  follower.event = again;
  follower.message = "it is dropped twice";
  follower.follows = 0;

  Finding note;
  note.rule = 2;
  note.severity = Severity::Note;
  note.event = drop;
  note.message = "the drop is made elsewhere";
  note.around = {drop};

  TraceResult result;
  result.path = "lab7.jsonl";
  result.events = 50;
  result.vcs = 1;
  result.parties = 3;
  result.findings = {note, first, follower};
  result.findings[2].follows = 1;
  result.rules = {{Verdict::Violated, 4}, {Verdict::Violated, 2}, {Verdict::Violated, 1}};
  return result;
}

}  // namespace condis::test
