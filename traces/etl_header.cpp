#include "traces/etl_header.h"

#include <algorithm>
#include <iterator>

namespace condis {
namespace {

constexpr std::uint16_t kHasItems = 1;  // flag of an EVENT_HEADER

template <class Number>
std::optional<Number> at(const EtlEvent& event, std::size_t offset) {
  return load<Number>(event.at + offset);
}

// Returns the size of the items; sets `damaged` if they make no sense.
std::size_t read_items(std::string_view items, EtlHeader& header) {
  const char* at = items.data();
  const char* const end = at + items.size();
  EtlItem item;
  for (item.further = true; item.further; at += item.size) {
    if (!read_item(at, end, item)) {
      header.damaged = true;
      break;
    }
    if (item.type == EtlItem::kTraceLogging) {
      header.tracelogging = item.data;
    } else if (item.type == EtlItem::kTraits) {
      header.traits = item.data;
    }
    ++header.item_count;
  }
  return static_cast<std::size_t>(at - items.data());
}

void read_event_header(const EtlEvent& event, EtlHeader& header) {
  header.flags = load<std::uint16_t>(event.at + 0x04);
  header.thread_id = at<std::uint32_t>(event, 0x08);
  header.process_id = at<std::uint32_t>(event, 0x0C);
  header.provider = at<Guid>(event, 0x18);
  header.id = at<std::uint16_t>(event, 0x28);
  header.version = static_cast<std::uint8_t>(event.at[0x2A]);
  header.channel = static_cast<std::uint8_t>(event.at[0x2B]);
  header.level = static_cast<std::uint8_t>(event.at[0x2C]);
  header.opcode = static_cast<std::uint8_t>(event.at[0x2D]);
  header.task = load<std::uint16_t>(event.at + 0x2E);
  header.keyword = load<std::uint64_t>(event.at + 0x30);
  header.activity = at<Guid>(event, 0x40);
  header.payload = event.bytes().substr(event.header_size);
  if ((header.flags & kHasItems) != 0) {
    const std::size_t size = read_items(header.payload, header);
    header.payload = header.damaged ? "" : header.payload.substr(size);
  }
}

void read_classic(const EtlEvent& event, EtlHeader& header) {
  header.opcode = static_cast<std::uint8_t>(event.at[0x04]);
  header.level = static_cast<std::uint8_t>(event.at[0x05]);
  header.version = load<std::uint16_t>(event.at + 0x06);
  header.thread_id = at<std::uint32_t>(event, 0x08);
  header.process_id = at<std::uint32_t>(event, 0x0C);
  header.provider = at<Guid>(event, 0x18);
  header.payload = event.bytes().substr(event.header_size);
}

// Counters of the processor may stand before the payload.
void read_kernel(const EtlEvent& event, EtlHeader& header) {
  header.version = load<std::uint16_t>(event.at);
  header.opcode = static_cast<std::uint8_t>(event.at[0x06]);
  header.group = static_cast<std::uint8_t>(event.at[0x07]);
  header.payload = event.bytes().substr(event.header_size);
  if (event.kind == EtlKind::PerfInfo32 || event.kind == EtlKind::PerfInfo64) {
    const std::size_t counters = (header.version >> 8 & 7u) * std::size_t{8} +
                                 ((header.version & 0x8000) != 0 ? 8u : 0u);
    header.damaged = counters > header.payload.size();
    header.payload.remove_prefix(std::min(counters, header.payload.size()));
  } else {
    header.thread_id = at<std::uint32_t>(event, 0x08);
    header.process_id = at<std::uint32_t>(event, 0x0C);
  }
}

void read_message(const EtlEvent& event, EtlHeader& header) {
  header.id = at<std::uint16_t>(event, 0x04);
  header.flags = load<std::uint16_t>(event.at + 0x06);
  std::size_t next = 8 + ((header.flags & 0x01) != 0 ? 4u : 0u);
  if ((header.flags & 0x02) != 0) {
    header.provider = at<Guid>(event, next);
    next += sizeof(Guid);
  } else if ((header.flags & 0x04) != 0) {
    header.component = load<std::uint32_t>(event.at + next);
    next += 4;
  }
  next += (header.flags & 0x08) != 0 ? 8 : 0;
  if ((header.flags & 0x20) != 0) {
    header.thread_id = at<std::uint32_t>(event, next);
    header.process_id = at<std::uint32_t>(event, next + 4);
  }
  header.payload = event.bytes().substr(event.header_size);
}

struct KernelClass {
  std::uint8_t group;
  std::string_view guid;
};

constexpr KernelClass kKernelClasses[] = {
    {0x00, "68fdd900-4a3e-11d1-84f4-0000f80464e3"},
    {0x01, "3d6fa8d4-fe05-11d0-9dda-00c04fd7ba7c"},
    {0x02, "3d6fa8d3-fe05-11d0-9dda-00c04fd7ba7c"},
    {0x03, "3d6fa8d0-fe05-11d0-9dda-00c04fd7ba7c"},
    {0x04, "90cbdc39-4a3e-11d1-84f4-0000f80464e3"},
    {0x05, "3d6fa8d1-fe05-11d0-9dda-00c04fd7ba7c"},
    {0x06, "9a280ac0-c8e0-11d1-84e2-00c04fb998a2"},
    {0x07, "3282fc76-feed-498e-8aa7-e70f459d430e"},
    {0x08, "bf3a50c5-a9c9-4988-a005-2df0b7c80f80"},
    {0x09, "ae53722e-c863-11d2-8659-00c04fa321a1"},
    {0x0A, "13976d09-a327-438c-950b-7f03192815c7"},
    {0x0B, "01853a65-418f-4f36-aefc-dc0f1d2fd235"},
    {0x0E, "0268a8b6-74fd-4302-9dd0-6e8f1795c0cf"},
    {0x0F, "ce1dbfb4-137e-4da6-87b0-3f59aa102cbc"},
    {0x10, "222962ab-6180-4b88-a825-346b75f2a24a"},
    {0x11, "89497f50-effe-4440-8cf2-ce6b1cdcaca7"},
    {0x12, "e43445e0-0903-48c3-b878-ff0fccebdd04"},
    {0x14, "2cb15d1d-5fc1-11d2-abe1-00a0c911f518"},
    {0x17, "3ac66736-cc59-4cff-8115-8df50e39816b"},
    {0x18, "def2fe46-7bd6-4b80-bd94-f57fe20d0ce3"},
    {0x1A, "45d8cccd-539f-4b72-a8b7-5c683142609a"},
    {0x1B, "d837ca92-12b9-44a5-ad6a-3a65b3578aa8"},
    {0x1C, "c861d0e2-a2c1-4d36-9f9c-970bab943a12"},
};

}  // namespace

const Guid kRtLostEvent = *parse_guid("6a399ae0-4bc6-4de9-870b-3657f8947e7e");
const Guid kEventMetadata = *parse_guid("bbccf6c1-6cd1-48c4-80ff-839482e37671");

bool is_of_merging(const Guid& provider) {
  static const Guid others[] = {
      *parse_guid("9b79ee91-b5fd-41c0-a243-4248e266e9d0"),  // the system's configuration
      *parse_guid("b3e675d7-2554-4f18-830b-2762732560de"),  // where debug files are
      *parse_guid("ed54dff8-c409-4cf6-bf83-05e1e61a09c4"),
  };
  return provider == kEventMetadata ||
         std::find(std::begin(others), std::end(others), provider) != std::end(others);
}

EtlHeader decode_header(const EtlEvent& event) {
  EtlHeader header;
  if (is_manifest(event.kind)) {
    read_event_header(event, header);
  } else if (is_classic(event.kind)) {
    read_classic(event, header);
  } else if (is_kernel(event.kind)) {
    read_kernel(event, header);
  } else if (event.kind == EtlKind::Message) {
    read_message(event, header);
  }
  return header;
}

std::optional<Guid> kernel_class(std::uint8_t group) {
  for (const KernelClass& entry : kKernelClasses) {
    if (entry.group == group) return parse_guid(entry.guid);
  }
  return std::nullopt;
}

}  // namespace condis
