#include "tests/oracle/random_traces.h"

#include <array>
#include <cstdio>
#include <utility>

#include "tests/oracle/simulator.h"

namespace condis::oracle {
namespace {

void field(std::string& line, const char* name, const std::string& value) {
  line += ",\"";
  line += name;
  line += "\":";
  line += value;
}

std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

std::string hex(std::uint64_t value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "\"0x%llx\"",
                static_cast<unsigned long long>(value));
  return text.data();
}

const char* role_name(Role role) {
  switch (role) {
    case Role::Client: return "client";
    case Role::CallManager: return "call-manager";
    case Role::Mcm: return "mcm";
    default: return "";
  }
}

const char* support_name(Support support) {
  switch (support) {
    case Support::Yes: return "yes";
    case Support::No: return "no";
    default: return "unknown";
  }
}

void append_line(std::string& out, const Record& r) {
  std::string line = "{\"Event\":" + quoted(name_of(r.function, r.spelling));
  if (r.phase != Phase::None) {
    field(line, "Phase", r.phase == Phase::Enter ? "\"enter\"" : "\"exit\"");
  }
  field(line, "Time", std::to_string(r.time));
  field(line, "Provider", r.provider == 2 ? "\"call manager\"" : "\"client\"");
  if (r.has(Field::Cpu)) field(line, "Cpu", std::to_string(r.cpu));
  if (r.has(Field::ThreadId)) field(line, "ThreadId", std::to_string(r.thread_id));
  if (r.has(Field::Seq)) field(line, "Seq", std::to_string(r.seq));
  if (r.has(Field::CallId)) field(line, "CallId", std::to_string(r.call_id));
  if (r.has(Field::Irql)) field(line, "Irql", std::to_string(r.irql));
  if (r.has(Field::VcHandle)) field(line, "VcHandle", hex(r.vc_handle));
  if (r.has(Field::VcContext)) field(line, "VcContext", hex(r.vc_context));
  if (r.has(Field::PartyHandle)) field(line, "PartyHandle", hex(r.party_handle));
  if (r.has(Field::PartyContext)) field(line, "PartyContext", hex(r.party_context));
  if (r.has(Field::Status)) field(line, "Status", quoted(name_of_status(r.status)));
  if (r.has(Field::Flags)) field(line, "Flags", std::to_string(r.flags));
  if (r.has(Field::HasData)) field(line, "HasData", r.has_data ? "true" : "false");
  if (r.has(Field::DataSize)) field(line, "DataSize", std::to_string(r.data_size));
  if (r.function == Function::TraceBegin) {
    field(line, "Role", quoted(role_name(r.role)));
    field(line, "CloseData", quoted(support_name(r.close_data)));
  }
  out += line + "}\n";
}

void renumber(std::vector<Record>& records) {
  std::array<std::uint64_t, 3> seq{};
  std::uint64_t number = 0;
  for (Record& r : records) {
    r.number = ++number;
    if (r.has(Field::Seq)) r.seq = ++seq[r.provider % seq.size()];
  }
}

// Without the invocation that record i enters, or without the TraceEnd at i.
std::vector<Record> without(const std::vector<Record>& records, std::size_t i) {
  std::vector<Record> rest;
  const Record& gone = records[i];
  for (std::size_t k = 0; k < records.size(); ++k) {
    const Record& r = records[k];
    bool same = k > i && r.phase == Phase::Exit && gone.phase == Phase::Enter &&
                r.provider == gone.provider && r.call_id == gone.call_id;
    if (k != i && !same) rest.push_back(r);
  }
  renumber(rest);
  return rest;
}

}  // namespace

std::vector<Record> random_trace(std::uint64_t seed, bool two_sided) {
  return Simulator(seed, two_sided, seed % 5 != 0).run();
}

std::vector<Record> conforming_trace(std::uint64_t seed, bool two_sided) {
  return Simulator(seed, two_sided, false).run();
}

std::string to_jsonl(const std::vector<Record>& records) {
  std::string out;
  for (const Record& r : records) append_line(out, r);
  return out;
}

std::vector<Record> shrink(std::vector<Record> records,
                           const std::function<bool(const std::vector<Record>&)>& still) {
  bool smaller = true;
  while (smaller) {
    smaller = false;
    for (std::size_t i = records.size(); i-- > 0;) {
      if (i >= records.size()) continue;
      const Record& r = records[i];
      if (r.phase != Phase::Enter && r.function != Function::TraceEnd) continue;
      std::vector<Record> rest = without(records, i);
      if (!still(rest)) continue;
      records = std::move(rest);
      smaller = true;
    }
  }
  return records;
}

}  // namespace condis::oracle
