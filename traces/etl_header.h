// What the header of an event says, whatever its kind, with its extended data items and
// where its payload stands. Tested by tests/traces/etl_file_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "traces/etl_buffer.h"

namespace condis {

// An extended data item of an event with an EVENT_HEADER.
struct EtlItem {
  static constexpr std::uint16_t kTraceLogging = 0x0B;
  static constexpr std::uint16_t kTraits = 0x0C;

  std::uint16_t type = 0;
  bool further = false;  // another one follows
  std::size_t size = 0;  // of all of it
  std::string_view data;
};

// False if no item stands between `at` and `end`.
inline bool read_item(const char* at, const char* end, EtlItem& item) {
  constexpr std::size_t kHead = 8;
  const auto room = static_cast<std::size_t>(end - at);
  if (room < kHead) return false;
  const std::size_t data_size = load<std::uint16_t>(at + 6);
  item.size = load<std::uint16_t>(at);
  item.type = load<std::uint16_t>(at + 2);
  item.further = (load<std::uint16_t>(at + 4) & 1) != 0;
  item.data = std::string_view(at + kHead, data_size);
  return item.size <= room && item.size >= kHead + data_size;
}

struct EtlHeader {
  // Absent where the kind of header has no such field.
  std::optional<std::uint32_t> process_id;
  std::optional<std::uint32_t> thread_id;
  // Of a classic event its class, of a message its trace message file.
  std::optional<Guid> provider;
  std::uint8_t group = 0;           // of a kernel event
  std::uint32_t component = 0;      // of a message without a GUID
  std::optional<std::uint16_t> id;  // of a message its number
  std::uint16_t version = 0;
  std::uint8_t channel = 0;
  std::uint8_t level = 0;
  std::uint8_t opcode = 0;
  std::uint16_t task = 0;
  std::uint64_t keyword = 0;
  std::uint16_t flags = 0;
  std::optional<Guid> activity;
  unsigned item_count = 0;        // extended data items
  std::string_view tracelogging;  // of those, the schema of a TraceLogging event,
  std::string_view traits;        // and what its provider says of itself
  std::string_view payload;
  bool damaged = false;  // the items make no sense: there is no payload
};

EtlHeader decode_header(const EtlEvent& event);

// The class of a kernel event by its group, as Windows's tools show it; nothing for a
// group that is not known.
std::optional<Guid> kernel_class(std::uint8_t group);

// What tells lost events to consumers in real time; a file may hold it, too.
extern const Guid kRtLostEvent;
// The class of the schemas that a merged file carries.
extern const Guid kEventMetadata;
// That class, and others of events that only merging adds.
bool is_of_merging(const Guid& provider);

}  // namespace condis
