// Text as Windows writes it, turned into UTF-8 while it is read.
//
// UTF-16 is known by its byte order mark or by the zeros beside its letters. Text that is
// neither UTF-16 nor UTF-8 is in the code page of the machine that wrote it, which it
// does not name; Windows-1252 stands for all of them. That only concerns letters outside
// of ASCII: names of events and fields, and numbers, are the same in each. Memory: a few
// chunks. Tested by tests/traces/encoding_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "model/result.h"
#include "traces/window.h"

namespace condis {

enum class Encoding : std::uint8_t {
  Utf8,
  Utf8OrCodePage,
  Utf16LittleEndian,
  Utf16BigEndian
};

// What the first bytes of a text say: UTF-16 of either kind, else Utf8.
Encoding detect_encoding(std::string_view start);

// Appends a code point, which is to be none of the surrogates'.
void append_utf8(std::uint32_t code_point, std::string& to);

// Gives a text in another encoding as UTF-8. What is no text is replaced by U+FFFD, and
// remark() says so.
class DecodingSource : public ByteSource {
 public:
  // `raw` stands at the first byte of the text; byte order marks are skipped. `encoding`
  // is not Utf8, which needs no decoding.
  DecodingSource(Window raw, Encoding encoding);

  std::size_t read(char* to, std::size_t size) override;
  int failure() const override { return raw_.failure(); }
  Diagnostic remark() const override;
  std::uint64_t bytes_read() const override { return raw_.bytes_read(); }

 private:
  bool decode_some();
  std::size_t decode_utf16(std::string_view bytes, bool last);
  std::size_t decode_code_page(std::string_view bytes, bool last);

  Window raw_;
  Encoding encoding_;
  std::string ready_;  // decoded, given out up to given_
  std::size_t given_ = 0;
  std::uint64_t replaced_ = 0;
};

// A window on the same text in UTF-8, behind its byte order marks: there are several
// where a text was put together from others. JSON has to be UTF-8 or UTF-16, and gets no
// code page.
Window decoded(Window raw, Encoding encoding, std::size_t chunk = kDefaultChunk);

}  // namespace condis
