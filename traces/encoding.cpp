#include "traces/encoding.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace condis {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kLittleEndianMark = "\xFF\xFE";
constexpr std::string_view kBigEndianMark = "\xFE\xFF";
constexpr std::uint32_t kReplacement = 0xFFFD;

// Windows-1252 from 0x80 to 0x9F; from 0xA0 on it is Latin-1. Five values mean nothing.
constexpr std::array<std::uint16_t, 32> kCodePage = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
    0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

// Every other byte of the first few is zero: text in UTF-16 without a byte order mark.
bool alternates_with_zero(std::string_view bytes, std::size_t first_zero) {
  if (bytes.size() < 4) return false;
  for (std::size_t i = 0; i < std::min<std::size_t>(bytes.size() & ~std::size_t{1}, 16);
       ++i) {
    if ((bytes[i] == '\0') != (i % 2 == first_zero)) return false;
  }
  return true;
}

// Bytes of the character that `first` begins, in UTF-8; 0 if none begins so.
std::size_t length_of(unsigned char first) {
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

// Bytes at the end of a text that begin a character and do not complete it.
std::size_t incomplete_end(std::string_view text) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(text.size(), 3); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if ((byte & 0xC0) != 0x80) return length_of(byte) > back ? back : 0;
  }
  return 0;
}

std::string_view mark_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::Utf16LittleEndian: return kLittleEndianMark;
    case Encoding::Utf16BigEndian: return kBigEndianMark;
    case Encoding::Utf8:
    case Encoding::Utf8OrCodePage: break;
  }
  return kUtf8Mark;
}

void skip_marks(Window& raw, Encoding encoding) {
  const std::string_view mark = mark_of(encoding);
  for (raw.fill(mark.size()); raw.text().starts_with(mark); raw.fill(mark.size())) {
    raw.consume(mark.size());
  }
}

}  // namespace

Encoding detect_encoding(std::string_view start) {
  if (start.starts_with(kLittleEndianMark) || alternates_with_zero(start, 1)) {
    return Encoding::Utf16LittleEndian;
  }
  if (start.starts_with(kBigEndianMark) || alternates_with_zero(start, 0)) {
    return Encoding::Utf16BigEndian;
  }
  return Encoding::Utf8;
}

void append_utf8(std::uint32_t code_point, std::string& to) {
  const auto push = [&to](std::uint32_t byte) { to.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    push(code_point);
  } else if (code_point < 0x800) {
    push(0xC0 | code_point >> 6);
    push(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    push(0xE0 | code_point >> 12);
    push(0x80 | (code_point >> 6 & 0x3F));
    push(0x80 | (code_point & 0x3F));
  } else {
    push(0xF0 | code_point >> 18);
    push(0x80 | (code_point >> 12 & 0x3F));
    push(0x80 | (code_point >> 6 & 0x3F));
    push(0x80 | (code_point & 0x3F));
  }
}

DecodingSource::DecodingSource(Window raw, Encoding encoding)
    : raw_(std::move(raw)), encoding_(encoding) {
  skip_marks(raw_, encoding_);
}

std::size_t DecodingSource::read(char* to, std::size_t size) {
  while (given_ == ready_.size()) {
    ready_.clear();
    given_ = 0;
    if (!decode_some()) return 0;
  }
  const std::size_t count = std::min(size, ready_.size() - given_);
  std::memcpy(to, ready_.data() + given_, count);
  given_ += count;
  return count;
}

// Decodes what is in the raw window, or reads on if that is no whole character. False at
// the end of the input.
bool DecodingSource::decode_some() {
  const auto decode = [this](bool last) {
    const std::size_t used = encoding_ == Encoding::Utf8OrCodePage
                                 ? decode_code_page(raw_.text(), last)
                                 : decode_utf16(raw_.text(), last);
    raw_.consume(used);
    return used != 0;
  };
  if (decode(false)) return true;
  return raw_.grow() || (raw_.failure() == 0 && decode(true));
}

// Returns how many bytes were decoded: all but a cut character, and that too if it is the
// last of the text.
std::size_t DecodingSource::decode_utf16(std::string_view bytes, bool last) {
  const std::size_t high = encoding_ == Encoding::Utf16LittleEndian ? 1 : 0;
  const auto unit = [&](std::size_t at) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + high]) << 8 |
                                      static_cast<unsigned char>(bytes[at + 1 - high]));
  };
  ready_.reserve(bytes.size() / 2 * 3 + 3);
  std::size_t at = 0;
  while (at + 2 <= bytes.size()) {
    std::uint32_t code = unit(at);
    std::size_t size = 2;
    if (code >= 0xD800 && code < 0xE000) {
      if (at + 4 > bytes.size() && code < 0xDC00 && !last) return at;
      const std::uint32_t low = at + 4 <= bytes.size() ? unit(at + 2) : 0;
      if (code < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        size = 4;
      } else {
        code = kReplacement;
        ++replaced_;
      }
    }
    append_utf8(code, ready_);
    at += size;
  }
  if (last && at < bytes.size()) {
    append_utf8(kReplacement, ready_);
    ++replaced_;
    at = bytes.size();
  }
  return at;
}

// Likewise. Characters that are UTF-8 stay as they are.
std::size_t DecodingSource::decode_code_page(std::string_view bytes, bool last) {
  const std::size_t end = bytes.size() - (last ? 0 : incomplete_end(bytes));
  if (simdjson::validate_utf8(bytes.data(), end)) {
    ready_.append(bytes.substr(0, end));
    return end;
  }
  for (std::size_t at = 0; at < end;) {
    const auto byte = static_cast<unsigned char>(bytes[at]);
    const std::size_t size = length_of(byte);
    if (size != 0 && at + size <= end &&
        (size == 1 || simdjson::validate_utf8(bytes.data() + at, size))) {
      ready_.append(bytes.substr(at, size));
      at += size;
    } else {
      append_utf8(byte < 0xA0 ? kCodePage[byte - 0x80u] : byte, ready_);
      ++replaced_;
      ++at;
    }
  }
  return end;
}

Diagnostic DecodingSource::remark() const {
  if (replaced_ == 0) return {};
  if (encoding_ == Encoding::Utf8OrCodePage) {
    return {
        "",
        fmt::format("{} bytes are no UTF-8, and were read as Windows-1252", replaced_),
        "the text does not name the code page it was written in",
        "letters outside of ASCII may come out wrong; nothing else depends on it"};
  }
  return {"",
          fmt::format("{} characters are no valid UTF-16, and were replaced", replaced_),
          "the file may be damaged, or cut off", ""};
}

Window decoded(Window raw, Encoding encoding, std::size_t chunk) {
  if (encoding != Encoding::Utf8) {
    return Window(std::make_unique<DecodingSource>(std::move(raw), encoding), chunk);
  }
  skip_marks(raw, encoding);
  return raw;
}

}  // namespace condis
