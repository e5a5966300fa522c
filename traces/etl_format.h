// How an .etl file is laid out: its buffers, the headers of its events, and the event
// that describes the recording.
//
// The file is a chain of buffers, one processor's each, with a header of 72 bytes that
// says where its events end and where the next buffer begins. Events are of several
// kinds; each begins with a marker that tells its kind and its size, and the next one
// begins at the next multiple of eight. All numbers are little-endian. Nothing here
// trusts the input: parse functions return nothing for what cannot be.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "traces/decoded_event.h"

namespace condis {

template <class Number>
inline Number load(const char* at) {
  static_assert(std::endian::native == std::endian::little,
                "the fields of an .etl file are read where they stand");
  Number number;
  std::memcpy(&number, at, sizeof(number));
  return number;
}

template <class Number>
inline void put(std::string& out, Number number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof(number));
}

template <class Number>
inline void put_at(std::string& out, std::size_t at, Number number) {
  std::memcpy(out.data() + at, &number, sizeof(number));
}

inline Guid load_guid(const char* at) {
  return load<Guid>(at);
}

enum class EtlKind : std::uint8_t {
  None,  // no event begins here
  System32,
  System64,
  Compact32,
  Compact64,
  PerfInfo32,
  PerfInfo64,
  Full32,
  Full64,
  Instance32,
  Instance64,
  Event32,
  Event64,
  Message,  // of the software preprocessor (WPP): its arguments cannot be decoded
};
inline constexpr std::size_t kEtlKindCount =
    static_cast<std::size_t>(EtlKind::Message) + 1;

// "SYSTEM64", "EVENT_HEADER32", "MESSAGE".
std::string_view name_of(EtlKind kind);

inline bool is_classic(EtlKind kind) {
  return kind >= EtlKind::Full32 && kind <= EtlKind::Instance64;
}
inline bool is_kernel(EtlKind kind) {
  return kind >= EtlKind::System32 && kind <= EtlKind::PerfInfo64;
}
inline bool is_manifest(EtlKind kind) {
  return kind == EtlKind::Event32 || kind == EtlKind::Event64;
}
// Of the process that wrote the event; its payload's pointers have that size.
inline std::size_t pointer_size(EtlKind kind) {
  return (static_cast<unsigned>(kind) & 1) != 0 ? 4 : 8;
}

// Where the parts of a kind's header stand that walking a buffer needs.
struct EtlLayout {
  EtlKind kind = EtlKind::None;
  std::uint8_t header_size = 0;
  std::uint8_t size_at = 0;
  std::uint8_t time_at = 0;
};

namespace etl_detail {
// By the third byte of the marker.
inline constexpr auto kLayouts = [] {
  std::array<EtlLayout, 256> layouts{};
  layouts[0x01] = {EtlKind::System32, 32, 4, 16};
  layouts[0x02] = {EtlKind::System64, 32, 4, 16};
  layouts[0x03] = {EtlKind::Compact32, 24, 4, 16};
  layouts[0x04] = {EtlKind::Compact64, 24, 4, 16};
  layouts[0x0A] = {EtlKind::Full32, 48, 0, 16};
  layouts[0x0B] = {EtlKind::Instance32, 72, 0, 16};
  layouts[0x10] = {EtlKind::PerfInfo32, 16, 4, 8};
  layouts[0x11] = {EtlKind::PerfInfo64, 16, 4, 8};
  layouts[0x12] = {EtlKind::Event32, 80, 0, 16};
  layouts[0x13] = {EtlKind::Event64, 80, 0, 16};
  layouts[0x14] = {EtlKind::Full64, 48, 0, 16};
  layouts[0x15] = {EtlKind::Instance64, 72, 0, 16};
  return layouts;
}();
inline constexpr EtlLayout kMessageLayout = {EtlKind::Message, 8, 0, 0};
inline constexpr EtlLayout kNoLayout = {};
}  // namespace etl_detail

// What begins at `at`, where eight bytes are readable.
inline const EtlLayout& etl_layout(const char* at) {
  const auto mark = static_cast<std::uint8_t>(at[3]);
  if (mark == 0xC0) [[likely]] {
    return etl_detail::kLayouts[static_cast<std::uint8_t>(at[2])];
  }
  return (mark & 0xF0) == 0x90 ? etl_detail::kMessageLayout : etl_detail::kNoLayout;
}

// Where the time stamp of a message stands; 0 if it has none.
inline std::size_t etl_message_time_at(std::uint16_t flags) {
  if ((flags & 0x08) == 0) return 0;
  return 8 + ((flags & 0x01) != 0 ? 4u : 0u) +
         ((flags & 0x02) != 0   ? 16u
          : (flags & 0x04) != 0 ? 4u
                                : 0u);
}

// --- Buffers ---

inline constexpr std::size_t kEtlBufferHeader = 72;
// Larger than any that Windows makes (16 MiB).
inline constexpr std::uint32_t kEtlLargestBuffer = 64 * 1024 * 1024;
// More than Windows runs on.
inline constexpr std::uint16_t kEtlMostProcessors = 2048;
// What stands in an event's header where there was no process or thread.
inline constexpr std::uint32_t kEtlNoId = 0xFFFFFFFF;
// An event's size is a 16-bit number.
inline constexpr std::size_t kEtlLargestEvent = 65536;

struct EtlBufferHeader {
  enum Flag : std::uint16_t {
    kEventsLost = 0x02,
    kBufferLost = 0x04,
    kHasProcessorIndex = 0x20,
    kCompressed = 0x40,
  };

  std::uint32_t size = 0;      // from here to the next buffer
  std::uint32_t used = 0;      // header and events, after expansion
  std::uint64_t sequence = 0;  // counts the buffers of a session, as they were filled
  std::uint16_t processor = 0;
  std::uint16_t flags = 0;
  std::uint16_t type = 0;

  bool compressed() const { return (flags & kCompressed) != 0; }
};

// Nothing if the 72 bytes at `at` are no buffer header. `largest` is the size of the
// recording's buffers.
std::optional<EtlBufferHeader> parse_buffer_header(const char* at, std::uint32_t largest);

// --- The event that describes the recording ---

struct EtlLogfileHeader {
  enum class Clock : std::uint32_t { Qpc = 1, SystemTime = 2, Cycles = 3 };
  enum Mode : std::uint32_t {
    kCircular = 0x2,
    kAppend = 0x4,
    kNoPerProcessorBuffers = 0x10000000,
    kCompressed = 0x04000000,
  };

  std::uint32_t buffer_size = 0;
  std::uint8_t os_major = 0;
  std::uint8_t os_minor = 0;
  std::uint32_t os_build = 0;
  std::uint32_t processors = 0;
  std::int64_t end_time = 0;  // FILETIME; 0: the session was not closed
  std::uint32_t mode = 0;
  std::uint32_t buffers_written = 0;
  std::uint32_t pointer_size = 0;
  std::uint32_t events_lost = 0;
  std::uint32_t cpu_mhz = 0;
  std::int64_t boot_time = 0;   // FILETIME
  std::int64_t frequency = 0;   // of QPC, ticks per second
  std::int64_t start_time = 0;  // FILETIME
  Clock clock = Clock::Qpc;
  std::uint32_t buffers_lost = 0;
  std::int64_t first_stamp =
      0;                    // time stamp of this event, which was taken at start_time
  std::string logger_name;  // UTF-8
  std::string file_name;

  bool has_mode(Mode bit) const { return (mode & bit) != 0; }
};

// `event` is the whole first event of the file.
std::optional<EtlLogfileHeader> parse_logfile_header(std::string_view event);

// --- Text ---

// UTF-16 to UTF-8, appended; what is no UTF-16 becomes U+FFFD. An odd last byte is left.
void append_utf8(std::string_view utf16, std::string& out);
// Up to the terminating zero or the end; without it.
std::string_view utf16_until_zero(std::string_view bytes);

}  // namespace condis
