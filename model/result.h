// How wrong input is told: a value, or a Diagnostic that says why there is none.
//
// Three kinds of trouble take three roads. Wrong input (a broken trace, a mistyped
// specification, a bad option) is a Result. A verdict is a value. A bug in this program
// is an exception, which only main() catches.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace condis {

// One message for the user. `where` is FILE, FILE:LINE or FILE:LINE:COLUMN; `what` says
// what is wrong in a sentence; `why` and `help` may be empty.
struct Diagnostic {
  std::string where;
  std::string what;
  std::string why;
  std::string help;

  bool operator==(const Diagnostic&) const = default;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Diagnostic error) : state_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return state_.index() == 0; }
  T& operator*() { return std::get<0>(state_); }
  const T& operator*() const { return std::get<0>(state_); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }
  const Diagnostic& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Diagnostic> state_;
};

}  // namespace condis
