#include "traces/etl_format.h"

#include <algorithm>

namespace condis {
namespace {

constexpr std::array<std::string_view, kEtlKindCount> kKindNames = {
    "NONE",       "SYSTEM32",       "SYSTEM64",       "COMPACT32", "COMPACT64",
    "PERFINFO32", "PERFINFO64",     "FULL32",         "FULL64",    "INSTANCE32",
    "INSTANCE64", "EVENT_HEADER32", "EVENT_HEADER64", "MESSAGE"};

constexpr std::uint16_t kKnownFlags = 0x7F;
constexpr std::uint16_t kMostTypes = 8;

void append_code_point(std::uint32_t code, std::string& out) {
  const auto tail = [&](unsigned shift) {
    out += static_cast<char>(0x80 | ((code >> shift) & 0x3F));
  };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace

std::string_view name_of(EtlKind kind) {
  return kKindNames[static_cast<std::size_t>(kind)];
}

std::optional<EtlBufferHeader> parse_buffer_header(const char* at,
                                                   std::uint32_t largest) {
  EtlBufferHeader header;
  header.size = load<std::uint32_t>(at);
  header.used = load<std::uint32_t>(at + 0x30);
  header.sequence = load<std::uint64_t>(at + 0x18);
  header.flags = load<std::uint16_t>(at + 0x34);
  header.type = load<std::uint16_t>(at + 0x36);
  header.processor = (header.flags & EtlBufferHeader::kHasProcessorIndex) != 0
                         ? load<std::uint16_t>(at + 0x28)
                         : static_cast<std::uint8_t>(at[0x28]);
  const bool sane = header.size >= kEtlBufferHeader &&
                    header.size <= (header.compressed() ? kEtlLargestBuffer : largest) &&
                    header.used >= kEtlBufferHeader &&
                    header.used <= (header.compressed() ? largest : header.size) &&
                    (header.flags & ~kKnownFlags) == 0 && header.type < kMostTypes &&
                    header.processor < kEtlMostProcessors;
  return sane ? std::optional(header) : std::nullopt;
}

std::optional<EtlLogfileHeader> parse_logfile_header(std::string_view event) {
  constexpr std::size_t kEventHeader = 32;
  if (event.size() < kEventHeader) {
    return std::nullopt;
  }
  const EtlKind kind = etl_layout(event.data()).kind;
  // Group and type are zero.
  if ((kind != EtlKind::System32 && kind != EtlKind::System64) || event[6] != 0 ||
      event[7] != 0) {
    return std::nullopt;
  }
  const char* const at = event.data() + kEventHeader;
  // Two pointers stand before what follows them.
  const std::size_t wide = kind == EtlKind::System64 ? 8 : 0;
  if (event.size() < kEventHeader + wide + 0x110) {
    return std::nullopt;
  }
  EtlLogfileHeader header;
  header.first_stamp = load<std::int64_t>(event.data() + 16);
  header.buffer_size = load<std::uint32_t>(at);
  header.os_major = static_cast<std::uint8_t>(at[4]);
  header.os_minor = static_cast<std::uint8_t>(at[5]);
  header.os_build = load<std::uint32_t>(at + 0x08);
  header.processors = load<std::uint32_t>(at + 0x0C);
  header.end_time = load<std::int64_t>(at + 0x10);
  header.mode = load<std::uint32_t>(at + 0x20);
  header.buffers_written = load<std::uint32_t>(at + 0x24);
  header.pointer_size = load<std::uint32_t>(at + 0x2C);
  header.events_lost = load<std::uint32_t>(at + 0x30);
  header.cpu_mhz = load<std::uint32_t>(at + 0x34);
  const char* const late = at + wide;
  header.boot_time = load<std::int64_t>(late + 0xF0);
  header.frequency = load<std::int64_t>(late + 0xF8);
  header.start_time = load<std::int64_t>(late + 0x100);
  header.clock = static_cast<EtlLogfileHeader::Clock>(load<std::uint32_t>(late + 0x108));
  header.buffers_lost = load<std::uint32_t>(late + 0x10C);
  std::string_view names = event.substr(kEventHeader + wide + 0x110);
  const std::string_view logger = utf16_until_zero(names);
  append_utf8(logger, header.logger_name);
  names.remove_prefix(std::min(names.size(), logger.size() + 2));
  append_utf8(utf16_until_zero(names), header.file_name);
  return header;
}

void append_utf8(std::string_view utf16, std::string& out) {
  constexpr std::uint32_t kReplacement = 0xFFFD;
  const auto unit = [&](std::size_t at) {
    return std::uint32_t{load<std::uint16_t>(utf16.data() + at)};
  };
  for (std::size_t i = 0; i + 2 <= utf16.size(); i += 2) {
    std::uint32_t code = unit(i);
    if (code >= 0xD800 && code < 0xE000) {
      const bool pair =
          code < 0xDC00 && i + 4 <= utf16.size() && (unit(i + 2) & 0xFC00) == 0xDC00;
      if (pair) {
        code = 0x10000 + ((code - 0xD800) << 10) + (unit(i + 2) - 0xDC00);
        i += 2;
      } else {
        code = kReplacement;
      }
    }
    append_code_point(code, out);
  }
}

std::string_view utf16_until_zero(std::string_view bytes) {
  std::size_t end = 0;
  while (end + 2 <= bytes.size() && (bytes[end] != 0 || bytes[end + 1] != 0)) {
    end += 2;
  }
  return bytes.substr(0, end);
}

}  // namespace condis
