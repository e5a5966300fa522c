#include "checker/etl_table.h"

#include <fmt/format.h>

#include <array>
#include <iterator>

namespace condis {
namespace {

constexpr auto kCrcTable = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) {
      value = (value >> 1) ^ ((value & 1) != 0 ? 0xEDB88320u : 0u);
    }
    table[i] = value;
  }
  return table;
}();

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char byte : bytes) {
    crc = kCrcTable[(crc ^ static_cast<std::uint8_t>(byte)) & 0xFF] ^ (crc >> 8);
  }
  return ~crc;
}

std::string provider_of(const EtlEvent& event, const EtlHeader& header) {
  if (header.provider) return format_guid(*header.provider);
  if (event.kind == EtlKind::Message) return fmt::format("component{}", header.component);
  return fmt::format("group{}", header.group);
}

}  // namespace

const char* const kEtlTableHead =
    "#ordinal\tbuffer\toffset\tkind\tcpu\tstamp\tfiletime\tpid\ttid\tprovider\tid\t"
    "version\tchannel\tlevel\topcode\ttask\tkeyword\tflags\titems\tlength\tcrc32\n";

void append_etl_row(std::uint64_t ordinal, const EtlEvent& event, const EtlHeader& header,
                    const EtlClock& clock, std::string& out) {
  const auto append = [&](auto value) {
    fmt::format_to(std::back_inserter(out), "\t{}", value);
  };
  const auto append_if = [&](bool there, auto value) {
    there ? append(value) : append('-');
  };
  const bool manifest = is_manifest(event.kind);
  const bool message = event.kind == EtlKind::Message;
  fmt::format_to(std::back_inserter(out), "{}", ordinal);
  append(event.buffer);
  append(event.offset);
  append(name_of(event.kind));
  append(event.processor);
  append(event.stamp);
  append(clock.file_time(event.stamp));
  append_if(header.process_id.has_value(), header.process_id.value_or(0));
  append_if(header.thread_id.has_value(), header.thread_id.value_or(0));
  append(provider_of(event, header));
  append_if(header.id.has_value(), header.id.value_or(0));
  append_if(!message, header.version);
  append_if(manifest, header.channel);
  append_if(manifest || is_classic(event.kind), header.level);
  append_if(!message, header.opcode);
  append_if(manifest, header.task);
  append_if(manifest, fmt::format("{:#x}", header.keyword));
  append(header.flags);
  append(header.item_count);
  append(header.payload.size());
  append(fmt::format("{:08x}", crc32(header.payload)));
  out += '\n';
}

}  // namespace condis
