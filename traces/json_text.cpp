// The scanners that are not worth inlining: escapes, numbers, values that are skipped.
#include "traces/json_text.h"

#include <simdjson.h>

#include "traces/encoding.h"

namespace condis {
namespace {

constexpr int kMaxDepth = 256;

int hexadecimal_digit(char c) {
  if (is_decimal(c)) {
    return c - '0';
  }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Four digits; -1 if they are not.
int scan_code_unit(const char* at) {
  int unit = 0;
  for (int i = 0; i < 4; ++i) {
    const int digit = hexadecimal_digit(at[i]);
    if (digit < 0) {
      return -1;
    }
    unit = unit * 16 + digit;
  }
  return unit;
}

}  // namespace

const char* scan_long_decimal(const char* at, std::uint64_t& value) {
  const char* const start = at;
  value = 0;
  while (mark_other_than_decimal(load_word(at)) == 0) {
    value = value * 100'000'000 + join_decimal(load_word(at), 8);
    at += 8;
  }
  while (is_decimal(*at)) {
    value = value * 10 + static_cast<std::uint64_t>(*at - '0');
    ++at;
  }
  return at - start > 19 || *start == '0' ? nullptr : at;
}

int scan_short_hexadecimal(const char* at, std::uint64_t& value) {
  int count = 0;
  value = 0;
  for (; count < 16; ++count) {
    const int digit = hexadecimal_digit(at[count]);
    if (digit < 0) {
      break;
    }
    value = value << 4 | static_cast<unsigned>(digit);
  }
  return count;
}

const char* JsonScanner::string(const char* at, std::string_view& text,
                                std::string& scratch) {
  const char* stop = skip_plain(at);
  if (*stop == '"') {
    text = {at, static_cast<std::size_t>(stop - at)};
    return stop + 1;
  }
  const char* const close = skip_string(at);  // so that what follows cannot fail
  if (close == nullptr) {
    return nullptr;
  }
  const std::size_t start = scratch.size();
  for (;;) {
    scratch.append(at, stop);
    at = stop;
    if (*at == '"') {
      break;
    }
    if (*at == '\\') {
      at = escape(at, &scratch);
    } else {
      scratch.push_back(*at++);
    }
    stop = skip_plain(at);
  }
  text = std::string_view(scratch).substr(start);
  return close;
}

const char* JsonScanner::skip_string(const char* at) {
  const char* const start = at;
  bool ascii = true;
  for (;;) {
    at = skip_plain(at);
    if (*at == '"') {
      break;
    }
    if (*at == '\\') {
      at = escape(at, nullptr);
      if (at == nullptr) {
        return nullptr;
      }
    } else if (static_cast<unsigned char>(*at) >= 0x80) {
      ascii = false;
      ++at;
    } else if (*at == '\n') {
      return fail(at, "the line ends inside a string");
    } else {
      return fail(at, "a control character inside a string");
    }
  }
  if (!ascii && !simdjson::validate_utf8(start, static_cast<std::size_t>(at - start))) {
    return fail(start, "a string that is not UTF-8");
  }
  return at + 1;
}

const char* JsonScanner::escape(const char* at, std::string* to) {
  char plain = 0;
  switch (at[1]) {
    case '"': plain = '"'; break;
    case '\\': plain = '\\'; break;
    case '/': plain = '/'; break;
    case 'b': plain = '\b'; break;
    case 'f': plain = '\f'; break;
    case 'n': plain = '\n'; break;
    case 'r': plain = '\r'; break;
    case 't': plain = '\t'; break;
    case 'u': return unicode_escape(at, to);
    case '\n': return fail(at + 1, "the line ends inside a string");
    default: return fail(at, "a backslash with no meaning (a path needs two of them)");
  }
  if (to != nullptr) {
    to->push_back(plain);
  }
  return at + 2;
}

const char* JsonScanner::unicode_escape(const char* at, std::string* to) {
  const char* const start = at;
  const int unit = scan_code_unit(at + 2);
  if (unit < 0) {
    return fail(start, "\\u without four hexadecimal digits");
  }
  at += 6;
  auto code = static_cast<std::uint32_t>(unit);
  if (code >= 0xD800 && code < 0xE000) {
    const int low = at[0] == '\\' && at[1] == 'u' ? scan_code_unit(at + 2) : -1;
    if (code >= 0xDC00 || low < 0xDC00 || low >= 0xE000) {
      return fail(start, "half of a surrogate pair");
    }
    code = 0x10000 + ((code - 0xD800) << 10) + (static_cast<std::uint32_t>(low) - 0xDC00);
    at += 6;
  }
  if (to != nullptr) {
    append_utf8(code, *to);
  }
  return at;
}

const char* JsonScanner::skip_number(const char* at) {
  const auto digits = [](const char* from) {
    while (is_decimal(*from)) {
      ++from;
    }
    return from;
  };
  const char* const start = at;
  at += *at == '-' ? 1 : 0;
  const char* stop = digits(at);
  if (stop == at) {
    return fail(at, "a number without digits");
  }
  if (*at == '0' && stop - at > 1) {
    return fail(start, "a number with a leading zero");
  }
  at = stop;
  if (*at == '.') {
    stop = digits(at + 1);
    if (stop == at + 1) {
      return fail(stop, "a number without digits after the point");
    }
    at = stop;
  }
  if (*at == 'e' || *at == 'E') {
    at += at[1] == '+' || at[1] == '-' ? 2 : 1;
    stop = digits(at);
    if (stop == at) {
      return fail(stop, "a number without digits in the exponent");
    }
    at = stop;
  }
  return at;
}

const char* JsonScanner::skip_value(const char* at, int depth) {
  switch (*at) {
    case '"': return skip_string(at + 1);
    case '{':
    case '[': return skip_container(at, depth);
    case 't':
      return std::string_view(at, 4) == "true" ? at + 4 : fail(at, "expected a value");
    case 'f':
      return std::string_view(at, 5) == "false" ? at + 5 : fail(at, "expected a value");
    case 'n':
      return std::string_view(at, 4) == "null" ? at + 4 : fail(at, "expected a value");
    case '\n': return fail(at, "the line ends where a value is expected");
    default:
      return is_decimal(*at) || *at == '-' ? skip_number(at)
                                           : fail(at, "expected a value");
  }
}

const char* JsonScanner::skip_container(const char* at, int depth) {
  if (depth == kMaxDepth) {
    return fail(at, "values nested more than 256 deep");
  }
  const bool object = *at == '{';
  const char close = object ? '}' : ']';
  at = skip_blank(at + 1);
  if (*at == close) {
    return at + 1;
  }
  for (;;) {
    if (object) {
      if (*at != '"') {
        return fail(at, *at == '\n' ? "the line ends inside an object"
                                    : "expected a name in double quotes");
      }
      at = skip_string(at + 1);
      if (at == nullptr) {
        return nullptr;
      }
      at = skip_blank(at);
      if (*at != ':') {
        return fail(at, "expected ':' after a name");
      }
      at = skip_blank(at + 1);
    }
    at = skip_value(at, depth + 1);
    if (at == nullptr) {
      return nullptr;
    }
    at = skip_blank(at);
    if (*at == close) {
      return at + 1;
    }
    if (*at != ',') {
      return fail(at, *at == '\n' ? "the line ends inside an object or a list"
                                  : "expected ',' or the closing bracket");
    }
    at = skip_blank(at + 1);
  }
}

}  // namespace condis
