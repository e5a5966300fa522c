// Compresses as Windows does ([MS-XCA] 2.3), for tests: literals and matches, no more
// effort than that.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace condis {

class XpressPacker {
 public:
  static std::string pack(std::string_view text) {
    XpressPacker packer(text);
    packer.run();
    return std::move(packer.out_);
  }

 private:
  static constexpr std::size_t kReach = 8192;
  static constexpr std::size_t kHashSize = 1 << 14;

  explicit XpressPacker(std::string_view text) : text_(text), last_(kHashSize, 0) {}

  void run() {
    std::size_t at = 0;
    while (at < text_.size()) {
      std::size_t distance = 0;
      const std::size_t length = find_match(at, distance);
      if (length < 3) {
        flag(false);
        out_ += text_[at++];
      } else {
        flag(true);
        put_match(length, distance);
        at += length;
      }
    }
    // The bits that are left are set, as at the end of Windows's own.
    while (count_ != 0) flag(true);
  }

  void flag(bool set) {
    if (count_ == 0) {
      flags_at_ = out_.size();
      out_.append(4, '\0');
      flags_ = 0;
    }
    flags_ |= std::uint32_t{set} << (31 - count_);
    std::memcpy(out_.data() + flags_at_, &flags_, 4);
    count_ = (count_ + 1) % 32;
  }

  std::size_t find_match(std::size_t at, std::size_t& distance) {
    if (at + 3 > text_.size()) return 0;
    std::uint32_t word = 0;
    std::memcpy(&word, text_.data() + at, 3);
    std::size_t& slot = last_[(word * 2654435761u) >> 18];
    const std::size_t before = slot;  // position + 1
    slot = at + 1;
    if (before == 0 || at + 1 - before > kReach) return 0;
    distance = at + 1 - before;
    std::size_t length = 0;
    while (at + length < text_.size() &&
           text_[at + length] == text_[at + length - distance]) {
      ++length;
    }
    return length;
  }

  template <class Number>
  void put(Number number) {
    out_.append(reinterpret_cast<const char*>(&number), sizeof(number));
  }

  void put_match(std::size_t length, std::size_t distance) {
    std::size_t rest = length - 3;
    put(static_cast<std::uint16_t>((distance - 1) << 3 | std::min<std::size_t>(rest, 7)));
    if (rest < 7) return;
    rest -= 7;
    const std::size_t half = std::min<std::size_t>(rest, 15);
    if (half_at_ == 0) {
      half_at_ = out_.size();
      out_ += static_cast<char>(half);
    } else {
      out_[half_at_] = static_cast<char>(out_[half_at_] | half << 4);
      half_at_ = 0;
    }
    if (rest < 15) return;
    rest -= 15;
    put(static_cast<std::uint8_t>(std::min<std::size_t>(rest, 255)));
    if (rest < 255) return;
    rest += 15 + 7;
    if (rest <= 0xFFFF) {
      put(static_cast<std::uint16_t>(rest));
    } else {
      put(std::uint16_t{0});
      put(static_cast<std::uint32_t>(rest));
    }
  }

  std::string_view text_;
  std::vector<std::size_t> last_;
  std::string out_;
  std::size_t flags_at_ = 0;
  std::uint32_t flags_ = 0;
  unsigned count_ = 0;
  std::size_t half_at_ = 0;  // 0: none is half empty; no length stands there
};

// A compressed .etl file of a plain one: all buffers but the first.
inline std::string pack_etl(std::string_view plain) {
  constexpr std::size_t kHeader = 72;
  std::string packed;
  const auto load32 = [&](std::size_t at) {
    std::uint32_t number = 0;
    std::memcpy(&number, plain.data() + at, 4);
    return number;
  };
  const auto put32 = [](std::string& to, std::size_t at, std::uint32_t number) {
    std::memcpy(to.data() + at, &number, 4);
  };
  for (std::size_t at = 0; at < plain.size(); at += load32(at)) {
    const std::string_view buffer = plain.substr(at, load32(at));
    if (at == 0) {
      constexpr std::size_t kMode = kHeader + 32 + 0x20;
      packed = buffer.substr(0, 1024);
      put32(packed, 0, 1024);
      put32(packed, kMode, load32(kMode) | 0x04000000u);
      continue;
    }
    std::string head(buffer.substr(0, kHeader));
    const std::string data =
        XpressPacker::pack(buffer.substr(kHeader, load32(at + 0x30) - kHeader));
    put32(head, 0, static_cast<std::uint32_t>(kHeader + data.size()));
    head[0x34] = static_cast<char>(head[0x34] | 0x40);
    packed += head + data;
  }
  return packed;
}

}  // namespace condis
