// Makes .etl files for tests, byte by byte: every kind of header, every flag.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"
#include "traces/etl_file.h"
#include "traces/etl_format.h"
#include "traces/etl_merge.h"
#include "traces/etl_writer.h"

namespace condis {

inline std::string utf16(std::string_view ascii, bool zero = true) {
  std::string text;
  for (const char c : ascii) put(text, std::uint16_t{static_cast<std::uint8_t>(c)});
  if (zero) put(text, std::uint16_t{0});
  return text;
}

struct EtlEventParts {
  std::int64_t stamp = 0;
  std::uint8_t kind = 0x13;  // the marker's third byte
  Guid provider{};
  std::uint16_t id = 0;
  std::uint8_t version = 0;
  std::uint8_t opcode = 0;
  std::uint8_t group = 1;
  std::uint16_t task = 0;
  std::uint32_t process = 4;
  std::uint32_t thread = 8;
  std::vector<std::pair<std::uint16_t, std::string>> items;  // type, data
  std::string payload;
};

// One event, aligned to eight bytes with junk, as Windows leaves it.
inline std::string make_event(const EtlEventParts& parts) {
  const bool classic = parts.kind == 0x0A || parts.kind == 0x14 || parts.kind == 0x0B ||
                       parts.kind == 0x15;
  const bool manifest = parts.kind == 0x12 || parts.kind == 0x13;
  const bool perfinfo = parts.kind == 0x10 || parts.kind == 0x11;
  const bool compact = parts.kind == 0x03 || parts.kind == 0x04;
  const bool instance = parts.kind == 0x0B || parts.kind == 0x15;
  const std::size_t header = manifest   ? 80
                             : instance ? 72
                             : classic  ? 48
                             : perfinfo ? 16
                             : compact  ? 24
                                        : 32;
  std::string event(header, '\0');
  event[2] = static_cast<char>(parts.kind);
  event[3] = static_cast<char>(0xC0);
  put_at(event, perfinfo ? 8 : 16, parts.stamp);
  if (!perfinfo) {
    put_at(event, 8, parts.thread);
    put_at(event, 12, parts.process);
  }
  if (classic || manifest) put_at(event, 0x18, parts.provider);
  if (manifest) {
    put_at(event, 0x04, static_cast<std::uint16_t>(!parts.items.empty()));
    put_at(event, 0x28, parts.id);
    event[0x2A] = static_cast<char>(parts.version);
    event[0x2D] = static_cast<char>(parts.opcode);
    put_at(event, 0x2E, parts.task);
  } else if (classic) {
    event[4] = static_cast<char>(parts.opcode);
    put_at(event, 6, std::uint16_t{parts.version});
  } else {
    put_at(event, 0, std::uint16_t{parts.version});
    event[6] = static_cast<char>(parts.opcode);
    event[7] = static_cast<char>(parts.group);
  }
  for (std::size_t i = 0; i < parts.items.size(); ++i) {
    const auto& [type, data] = parts.items[i];
    const std::size_t size = (8 + data.size() + 7) & ~std::size_t{7};
    std::string item;
    put(item, static_cast<std::uint16_t>(size));
    put(item, type);
    put(item, static_cast<std::uint16_t>(i + 1 < parts.items.size()));
    put(item, static_cast<std::uint16_t>(data.size()));
    item += data;
    item.resize(size, '\xAB');
    event += item;
  }
  event += parts.payload;
  put_at(event, classic || manifest ? 0 : 4, static_cast<std::uint16_t>(event.size()));
  event.resize((event.size() + 7) & ~std::size_t{7}, '\xCD');
  return event;
}

inline std::string make_event(std::int64_t stamp) {
  EtlEventParts parts;
  parts.stamp = stamp;
  return make_event(parts);
}

struct EtlFileParts {
  std::uint32_t mode = 1;
  std::uint32_t clock = 1;
  std::uint32_t processors = 1;
  std::uint32_t events_lost = 0;
  std::uint32_t buffers_lost = 0;
  std::uint32_t cpu_mhz = 1000;
  std::int64_t frequency = 10'000'000;
  std::int64_t start_time = 132'000'000'000'000'000;
  std::int64_t first_stamp = 0;
  bool closed = true;
  bool wide = true;  // a session of 64-bit Windows
  std::string more;  // further events of the first buffer
};

class EtlMaker {
 public:
  static constexpr std::uint32_t kBuffer = 4096;

  explicit EtlMaker(const EtlFileParts& parts = {}) : parts_(parts) {}

  EtlMaker& buffer(std::uint16_t processor, std::string_view events,
                   std::uint16_t flags = 0) {
    buffers_ +=
        make_buffer(processor, events, static_cast<std::uint16_t>(flags | 0x20), 0);
    put_at(buffers_, buffers_.size() - kBuffer + 0x18, std::uint64_t{++sequence_});
    ++count_;
    return *this;
  }
  // Another session appends to the file.
  EtlMaker& append() {
    sequence_ = 0;
    return *this;
  }
  EtlMaker& raw(std::string_view bytes) {
    buffers_ += bytes;
    return *this;
  }

  std::string bytes() const {
    const std::size_t wide = parts_.wide ? 8 : 0;
    std::string payload(0x110 + wide, '\0');
    put_at(payload, 0x00, kBuffer);
    put_at(payload, 0x04, std::uint32_t{0x0501'000A});
    put_at(payload, 0x0C, parts_.processors);
    put_at(payload, 0x10, parts_.closed ? parts_.start_time + 1 : std::int64_t{0});
    put_at(payload, 0x20, parts_.mode);
    put_at(payload, 0x24, parts_.closed ? count_ + 1 : std::uint32_t{1});
    put_at(payload, 0x2C, parts_.wide ? std::uint32_t{8} : std::uint32_t{4});
    put_at(payload, 0x30, parts_.events_lost);
    put_at(payload, 0x34, parts_.cpu_mhz);
    put_at(payload, 0xF8 + wide, parts_.frequency);
    put_at(payload, 0x100 + wide, parts_.start_time);
    put_at(payload, 0x108 + wide, parts_.clock);
    put_at(payload, 0x10C + wide, parts_.buffers_lost);
    payload += utf16("Made") + utf16("made.etl");
    EtlEventParts first;
    first.kind = parts_.wide ? 0x02 : 0x01;
    first.group = 0;
    first.stamp = parts_.first_stamp;
    first.payload = payload;
    return make_buffer(0, make_event(first) + parts_.more, 0, 4) + buffers_;
  }

 private:
  static std::string make_buffer(std::uint16_t processor, std::string_view events,
                                 std::uint16_t flags, std::uint16_t type) {
    std::string buffer(72, '\0');
    put_at(buffer, 0x00, kBuffer);
    put_at(buffer, 0x28, processor);
    put_at(buffer, 0x30, static_cast<std::uint32_t>(72 + events.size()));
    put_at(buffer, 0x34, flags);
    put_at(buffer, 0x36, type);
    buffer += events;
    buffer.resize(kBuffer, '\xFF');
    return buffer;
  }

  EtlFileParts parts_;
  std::string buffers_;
  std::uint32_t count_ = 0;
  std::uint32_t sequence_ = 0;
};

// `bytes` must outlive the result.
inline Result<EtlFile> open_etl(std::string_view bytes) {
  return EtlFile::open(MappedFile::of(bytes), "t.etl");
}

// A writer into memory.
inline EtlWriter::Put into(std::string& file) {
  return [&file](std::uint64_t offset, std::string_view bytes) {
    if (file.size() < offset + bytes.size()) file.resize(offset + bytes.size());
    std::memcpy(file.data() + offset, bytes.data(), bytes.size());
    return true;
  };
}

}  // namespace condis
