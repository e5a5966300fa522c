// Turns the value of a field, as a carrier wrote it, into its place in a Record.
//
// Text carriers have numbers, strings and booleans; whatever of these says the same thing
// is read alike: 7, "7" and "0x7". A value that cannot be what the field means is refused
// and leaves the record untouched. Store functions say whether the value was taken.
// Tested by tests/traces/field_values_test.cpp.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "model/record.h"
#include "traces/field_table.h"

namespace condis {

// What a record refers to by index: valid until the reader moves on. An absent one has no
// data().
struct RecordText {
  std::string_view event;
  std::string_view provider;
  std::string_view file;
  std::string_view func;
  std::uint32_t line = 0;
};

// Fields whose value was refused, with the value as it was written.
class RefusedFields {
 public:
  bool empty() const { return refused_ == 0; }
  void clear() { refused_ = 0; }
  void add(FieldId field, std::string_view value) {
    refused_ |= bit(field);
    values_[static_cast<std::size_t>(field)] = value;
  }
  void remove(FieldId field) { refused_ &= ~bit(field); }
  bool contains(FieldId field) const { return (refused_ & bit(field)) != 0; }
  std::string_view value(FieldId field) const {
    return values_[static_cast<std::size_t>(field)];
  }

 private:
  static std::uint32_t bit(FieldId field) { return 1u << static_cast<unsigned>(field); }

  std::uint32_t refused_ = 0;
  std::string_view values_[kFieldCount];
};

bool store_negative(FieldId field, std::uint64_t magnitude, Record& record);
bool store_boolean(FieldId field, bool value, Record& record);
// Blanks around the text do not count; numbers may be decimal or hexadecimal.
bool store_text(FieldId field, std::string_view text, Record& record, RecordText& texts);

// Nanoseconds since 1970 of "2026-01-31T23:59:59.123456789+01:00"; no offset means UTC.
// Empty if it is no such text, or lies outside of the years 1678 to 2261.
std::optional<std::int64_t> parse_date_time(std::string_view text);

std::string_view trimmed(std::string_view text);

// The words that stand for these values: "enter", "call-manager", "yes", "dropping". ""
// for Phase::None, Role::Unknown and RundownState::None.
std::string_view word_of(Phase phase);
std::string_view word_of(Role role);
std::string_view word_of(Support support);
std::string_view word_of(RundownState state);

// In the header because it runs for nearly every field of every record.
inline bool store_integer(FieldId field, std::uint64_t value, Record& record,
                          RecordText& texts) {
  constexpr std::uint64_t kMax32 = std::numeric_limits<std::uint32_t>::max();
  const auto narrow = [&](std::uint32_t& to) {
    if (value <= kMax32) {
      to = static_cast<std::uint32_t>(value);
    }
    return value <= kMax32;
  };
  const auto flag = [&](Field bit, bool taken = true) {
    if (taken) {
      record.set(bit);
    }
    return taken;
  };
  switch (field) {
    case FieldId::Phase:
      if (value > 1) {
        return false;
      }
      record.phase = value == 0 ? Phase::Enter : Phase::Exit;
      return true;
    case FieldId::Time:
      if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return false;
      }
      record.time = static_cast<std::int64_t>(value);
      return flag(Field::Time);
    case FieldId::Cpu:
      if (value > std::numeric_limits<std::uint16_t>::max()) {
        return false;
      }
      record.cpu = static_cast<std::uint16_t>(value);
      return flag(Field::Cpu);
    case FieldId::Irql:
      if (value > kHighestIrql) {
        return false;
      }
      record.irql = static_cast<std::uint8_t>(value);
      return flag(Field::Irql);
    case FieldId::HasData:
      if (value > 1) {
        return false;
      }
      record.has_data = value == 1;
      return flag(Field::HasData);
    case FieldId::CallId: record.call_id = value; return flag(Field::CallId);
    case FieldId::Seq: record.seq = value; return flag(Field::Seq);
    case FieldId::Count: record.count = value; return flag(Field::Count);
    case FieldId::VcHandle: record.vc_handle = value; return flag(Field::VcHandle);
    case FieldId::VcContext: record.vc_context = value; return flag(Field::VcContext);
    case FieldId::PartyHandle:
      record.party_handle = value;
      return flag(Field::PartyHandle);
    case FieldId::PartyContext:
      record.party_context = value;
      return flag(Field::PartyContext);
    case FieldId::ThreadId: return flag(Field::ThreadId, narrow(record.thread_id));
    case FieldId::Status: return flag(Field::Status, narrow(record.status));
    case FieldId::Flags: return flag(Field::Flags, narrow(record.flags));
    case FieldId::DataSize: return flag(Field::DataSize, narrow(record.data_size));
    case FieldId::ProcessId: return narrow(record.process_id);
    case FieldId::Line: return narrow(texts.line);
    default: return false;
  }
}

}  // namespace condis
