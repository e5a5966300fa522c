// An event as the specification sees it: every value brought down to the cases that rules
// tell apart, packed into 64 bits. specs/00-vocabulary.smt2 says what each case means;
// the Solver checks that both name the same fields and cases in the same order.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "model/vocabulary.h"

namespace condis {

// Events that no driver logs; they follow the calls in the order of Function.
enum class Derived : std::uint8_t {
  Rundown = kCallCount,
  ContextReused,
  ManagerContextReused,
  VcContextReused,
  Obscured,
  CallClosed,
  VcDeleted,
  RecordingEnds,
};
inline constexpr int kEventFunctionCount = static_cast<int>(Derived::RecordingEnds) + 1;

enum class Edge : std::uint8_t { Enter, Return };
enum class Presence : std::uint8_t {
  Unlogged,
  Absent,
  Present
};  // data; size zero, nonzero
enum class IrqlClass : std::uint8_t { Unlogged, Allowed, TooHigh };
enum class Name : std::uint8_t {
  Unnamed,
  Null,
  Named,
  Differs,
  Foreign,
  Never,
  Misused,
  Unresolved
};
enum class Echo : std::uint8_t { None, Same, Differs };
enum class Inside : std::uint8_t {
  None,
  IncomingDrop,
  IncomingClose,
  DropComplete,
  AddComplete,
  MakeComplete,
  CloseComplete,
  Manager,
  Receive,
  Bind,
  Other
};
enum class About : std::uint8_t { None, Same, Other };

// The fields of Event in specs/00-vocabulary.smt2, in its order.
enum class EventField : std::uint8_t {
  Function,
  Edge,
  Role,
  Spelling,
  Status,
  Data,
  Size,
  Irql,
  Medium,
  VcName,
  Handle,
  Context,
  DataEcho,
  StatusEcho,
  Inside,
  About,
  Nested,
  ReturnsLogged,
  ClientRecorded,
  ReceivesLogged,
  Alive
};
inline constexpr int kEventFieldCount = static_cast<int>(EventField::Alive) + 1;

struct EventFieldLayout {
  std::string_view name;  // of the selector
  std::uint8_t shift;
  std::uint8_t width;
  std::span<const std::string_view> cases;  // empty: Bool
};
std::span<const EventFieldLayout> event_layout();

inline constexpr std::uint8_t kEventShift[kEventFieldCount] = {
    0, 7, 8, 10, 11, 15, 17, 19, 21, 23, 26, 29, 32, 34, 36, 40, 42, 43, 44, 45, 46};
inline constexpr std::uint8_t kEventWidth[kEventFieldCount] = {
    7, 1, 2, 1, 4, 2, 2, 2, 2, 3, 3, 3, 2, 2, 4, 2, 1, 1, 1, 1, 3};

// The bits of an EventClass that hold these fields.
template <class... Field>
constexpr std::uint64_t bits_of_fields(Field... fields) {
  return ((((std::uint64_t{1} << kEventWidth[static_cast<int>(fields)]) - 1)
           << kEventShift[static_cast<int>(fields)]) |
          ...);
}

class EventClass {
 public:
  constexpr EventClass() = default;
  constexpr explicit EventClass(std::uint64_t bits) : bits_(bits) {}

  constexpr std::uint64_t bits() const { return bits_; }
  constexpr unsigned get(EventField field) const {
    const auto i = static_cast<int>(field);
    return static_cast<unsigned>(bits_ >> kEventShift[i]) & ((1u << kEventWidth[i]) - 1);
  }
  template <class Case>
  constexpr EventClass& set(EventField field, Case value) {
    const std::uint64_t bits = static_cast<std::uint64_t>(value)
                               << kEventShift[static_cast<int>(field)];
    bits_ = (bits_ & ~bits_of_fields(field)) | bits;
    return *this;
  }
  // Takes over the values of some fields: those of bits_of_fields().
  constexpr EventClass& take(EventClass from, std::uint64_t fields) {
    bits_ = (bits_ & ~fields) | (from.bits_ & fields);
    return *this;
  }
  // Tells its function and edge from others.
  constexpr unsigned kind() const { return static_cast<unsigned>(bits_) & 0xffu; }

 private:
  std::uint64_t bits_ = 0;
};

}  // namespace condis
