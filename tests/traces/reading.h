// What the tests of the readers share: reading all of a recording, and comparing records.
#pragma once

#include <array>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "traces/csv_reader.h"
#include "traces/json_reader.h"
#include "traces/jsonl_reader.h"
#include "traces/random.h"
#include "traces/reader.h"
#include "traces/tracefmt_reader.h"
#include "traces/xml_reader.h"

namespace condis {

inline bool operator==(const Record& a, const Record& b) {
  const auto fields = [](const Record& r) {
    return std::array<std::uint64_t, 25>{
        r.number,
        static_cast<std::uint64_t>(r.time),
        r.call_id,
        r.seq,
        r.vc_handle,
        r.vc_context,
        r.party_handle,
        r.party_context,
        r.count,
        r.fields,
        r.status,
        r.flags,
        r.data_size,
        r.thread_id,
        r.process_id,
        r.source,
        r.cpu,
        r.provider,
        static_cast<std::uint64_t>(r.function),
        static_cast<std::uint64_t>(r.spelling),
        static_cast<std::uint64_t>(r.phase),
        r.irql,
        std::uint64_t{r.has_data},
        static_cast<std::uint64_t>(r.role) * 8 + static_cast<std::uint64_t>(r.close_data),
        static_cast<std::uint64_t>(r.state)};
  };
  return fields(a) == fields(b);
}

inline std::ostream& operator<<(std::ostream& out, const Record& r) {
  return out << "line " << r.number << ' ' << name_of(r.function, r.spelling) << " phase "
             << static_cast<int>(r.phase) << " time " << r.time << " call " << r.call_id
             << " seq " << r.seq << " vc " << r.vc_handle << '/' << r.vc_context
             << " party " << r.party_handle << '/' << r.party_context << " fields "
             << r.fields << " status " << r.status << " flags " << r.flags << " data "
             << r.has_data << '/' << r.data_size << " thread " << r.thread_id
             << " process " << r.process_id << " source " << r.source << " cpu " << r.cpu
             << " provider " << r.provider << " irql " << static_cast<int>(r.irql)
             << " count " << r.count << " role " << static_cast<int>(r.role) << '/'
             << static_cast<int>(r.close_data) << " state " << static_cast<int>(r.state);
}

inline std::vector<Record> read_all(Reader& reader, std::size_t batch = 7) {
  std::vector<Record> all;
  std::vector<Record> records(batch);
  while (const std::size_t count = reader.read(records)) {
    all.insert(all.end(), records.begin(), records.begin() + static_cast<long>(count));
  }
  return all;
}

inline std::string render(const Diagnostic& diagnostic, std::string_view kind) {
  std::string text =
      diagnostic.where + ": " + std::string(kind) + ": " + diagnostic.what + '\n';
  if (!diagnostic.why.empty()) {
    text += "  why: " + diagnostic.why + '\n';
  }
  if (!diagnostic.help.empty()) {
    text += " help: " + diagnostic.help + '\n';
  }
  return text;
}

// All that a reader says beside the records.
inline std::string messages(const Reader& reader) {
  std::string text;
  for (const Diagnostic& warning : reader.warnings()) {
    text += render(warning, "warning");
  }
  if (reader.error() != nullptr) {
    text += render(*reader.error(), "error");
  }
  return text;
}

template <class ReaderType>
ReaderType reader_of(std::string_view text, const std::string& name,
                     const Mapping* mapping = nullptr,
                     std::size_t chunk = kDefaultChunk) {
  return ReaderType(Window(std::make_unique<MemorySource>(text), chunk), name, mapping);
}

inline JsonlReader jsonl(std::string_view text, std::size_t chunk = kDefaultChunk) {
  return JsonlReader(Window(std::make_unique<MemorySource>(text), chunk), "t.jsonl");
}

inline XmlReader xml(std::string_view text, std::size_t chunk = kDefaultChunk) {
  return XmlReader(Window(std::make_unique<MemorySource>(text), chunk), "t.xml");
}

// simdjson reports numbers beyond 64 bits and beyond a double as errors in the text. Here
// they are valid, and refused only where a field cannot hold them.
inline bool has_extreme_number(std::string_view text) {
  std::size_t digits = 0;
  bool exponent = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    const bool sign = text[i] == '+' || text[i] == '-';
    exponent = digits == 0 && i > 0
                   ? (exponent && sign) || text[i - 1] == 'e' || text[i - 1] == 'E'
                   : exponent && digit;
    digits = digit ? digits + 1 : 0;
    if (digits >= 19 || (exponent && digits >= 3)) {
      return true;
    }
  }
  return false;
}

class TestRandom : public Random {
 public:
  using Random::Random;
  template <class List>
  std::string pick(const List& list) {
    return std::string(*(std::begin(list) + static_cast<long>(below(std::size(list)))));
  }
};

}  // namespace condis
