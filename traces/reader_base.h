// What all readers keep beside the records: messages, names, and who is unknown.
//
// Everything that grows with the input is bounded: at most 20 messages, 1,000 unknown
// names, 65,535 providers and 1,000,000 source locations are kept.
// Tested through the readers, by tests/traces/jsonl_reader_test.cpp and
// xml_reader_test.cpp.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "traces/decoded_event.h"
#include "traces/json_event.h"
#include "traces/mapping.h"
#include "traces/reader.h"
#include "traces/window.h"

namespace condis {

// A value from the input as messages show it: in quotes, printable, and not too long.
std::string quoted(std::string_view text);

class ReaderBase : public Reader {
 public:
  const Diagnostic* error() const override { return error_ ? &*error_ : nullptr; }
  const std::vector<Diagnostic>& warnings() const override { return warnings_; }
  std::uint64_t warning_count() const override { return warning_count_; }
  const std::vector<UnknownEvent>& unknown_events() const override {
    return unknown_events_;
  }
  std::string_view provider(std::uint16_t index) const override {
    return index < providers_.size() ? std::string_view(providers_[index]) : "";
  }
  const SourceLocation& source(std::uint32_t index) const override {
    return sources_[index < sources_.size() ? index : 0];
  }
  std::string_view unit() const override { return "line"; }
  std::string place(std::uint64_t number) const override { return where(number); }
  std::uint64_t bytes_read() const override { return 0; }

 protected:
  // `mapping` may be null; otherwise it must outlive the reader. `mark` stands between
  // the file's name and the number of a record.
  explicit ReaderBase(std::string name, const Mapping* mapping = nullptr, char mark = ':')
      : name_(std::move(name)), mark_(mark), mapper_(mapping) {}

  // Completes a record that was decoded: resolves its names and reports what was refused.
  // A call without a phase becomes an EventsLost. False if the record is not to be handed
  // over: unknown event, or none.
  bool admit(Record& record, const RecordText& texts, const RefusedFields& refused);

  // Decodes an event as the mapping says or as one of schema 1, and admits it.
  bool admit_event(const DecodedEvent& event, Record& record);
  Mapper& mapper() { return mapper_; }

  // Likewise for one in the shape of another tool.
  bool admit_json_event(const JsonEvent& json, Record& record);
  // A name that stands twice in one object: which value counts is not defined, so the
  // record becomes that of a lost event.
  void lose_repeated(Record& record, std::string_view name);

  // Keeps account of how fine the times are; at the end, says if it is a millisecond or
  // worse.
  void note_resolution(std::optional<std::int64_t> time);
  void warn_of_resolution();

  void count_warnings(std::uint64_t count) { warning_count_ += count; }
  void count_unknown(std::string_view name, std::uint64_t number,
                     std::uint64_t count = 1);
  std::uint16_t intern_provider(std::string_view name, std::uint64_t number);
  std::uint32_t intern_source(const RecordText& texts, std::uint64_t number);

  // Says that events are missing: in the place of `record`, or behind record `number`.
  static Record events_lost(const Record& record);
  static Record events_lost(std::uint64_t number);
  // So many events are missing somewhere in the recording; 0: it is not known how many.
  // That is for its end to tell, when all that it casts doubt on is there: the record
  // that says so is taken once.
  void lose_anywhere(std::uint64_t count) { lost_anywhere_ = count; }
  bool take_loss_anywhere(Record& record);

  void fail(Diagnostic error) { error_ = std::move(error); }
  void fail_reading(int error_number);
  void warn(Diagnostic warning);
  // At the end of a text: what the input's encoding left in doubt.
  void warn_of_encoding(const Window& window);
  std::string where(std::uint64_t number) const;
  std::string where(std::uint64_t number, std::uint64_t column) const;
  const std::string& name() const { return name_; }

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  template <class Value>
  using TextMap = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

  void warn_refused(const Record& record, const RefusedFields& refused);

  std::int64_t resolution_ = 0;  // the greatest of 1 s, 1 ms, 1 ns that fits all times
  std::string name_;
  char mark_;
  Mapper mapper_;
  std::optional<std::uint64_t> lost_anywhere_;
  std::optional<Diagnostic> error_;
  std::vector<Diagnostic> warnings_;
  std::uint64_t warning_count_ = 0;
  std::vector<UnknownEvent> unknown_events_;
  TextMap<std::size_t> unknown_index_;
  std::deque<std::string> providers_ = {""};
  TextMap<std::uint16_t> provider_index_;
  std::uint16_t last_provider_ = 0;
  std::string_view last_provider_name_;
  std::deque<SourceLocation> sources_ = {SourceLocation{}};
  TextMap<std::uint32_t> source_index_;
  std::string source_key_;
};

}  // namespace condis
