#include "checker/state_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>

namespace condis {
namespace {

// A word, or a list in parentheses.
struct Term {
  std::string word;
  std::vector<Term> list;
};

// The terms up to the end, or up to the parenthesis that closes the list they stand in.
std::vector<Term> parse(std::string_view& text) {
  std::vector<Term> terms;
  while (!text.empty()) {
    const char c = text.front();
    if (c == ';') {
      text.remove_prefix(std::min(text.find('\n'), text.size()));
    } else if (c == '(') {
      text.remove_prefix(1);
      terms.push_back({"", parse(text)});
    } else if (c == ')') {
      text.remove_prefix(1);
      return terms;
    } else if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
      text.remove_prefix(1);
    } else {
      const std::size_t end = std::min(text.find_first_of("() \n\t\r;"), text.size());
      terms.push_back({std::string(text.substr(0, end)), {}});
      text.remove_prefix(end);
    }
  }
  return terms;
}

// (declare-datatypes ((NAME 0)) ((CONSTRUCTOR...))), each (constructor (field Sort)...)
const std::vector<Term>* constructors_of(const Term& term) {
  const auto& list = term.list;
  const bool declares = list.size() == 3 && list[0].word == "declare-datatypes" &&
                        list[1].list.size() == 1 && list[1].list[0].list.size() == 2 &&
                        list[2].list.size() == 1;
  return declares ? &list[2].list[0].list : nullptr;
}

// "c-life" is "client's life".
std::string spelled_out(const std::string& field) {
  if (field.starts_with("c-")) return "client's " + field.substr(2);
  if (field.starts_with("m-")) return "call manager's " + field.substr(2);
  return field;
}

}  // namespace

StateNames::StateNames(const Specification& specification) {
  std::map<std::string, std::vector<std::string>> sorts = {{"Bool", {"no", "yes"}}};
  const std::string datatypes = specification.datatypes();
  std::string_view text = datatypes;
  for (const Term& term : parse(text)) {
    const std::vector<Term>* constructors = constructors_of(term);
    if (constructors == nullptr) continue;
    const std::string& sort = term.list[1].list[0].list[0].word;
    for (const Term& constructor : *constructors) {
      if (!constructor.list.empty()) sorts[sort].push_back(constructor.list[0].word);
    }
    if (sort != "Vc" && sort != "Party") continue;
    auto& fields = sort == "Vc" ? vc_ : party_;
    for (const Term& field : (*constructors)[0].list) {
      if (field.list.size() != 2) continue;
      fields.push_back({spelled_out(field.list[0].word), sorts[field.list[1].word]});
    }
  }
}

std::string StateNames::words(const std::vector<Field>& fields, const StateBytes& state) {
  std::string words;
  for (std::size_t i = 0; i < std::min(fields.size(), state.size()); ++i) {
    const auto value = static_cast<std::uint8_t>(state[i]);
    if (value == 0 || value >= fields[i].values.size()) continue;
    words += fmt::format("{}{}: {}", words.empty() ? "" : ", ", fields[i].name,
                         fields[i].values[value]);
  }
  return words.empty() ? "nothing seen yet" : words;
}

std::vector<std::string> StateNames::changes(const std::vector<Field>& fields,
                                             const StateBytes& before,
                                             const StateBytes& after) {
  std::vector<std::string> changes;
  const std::size_t count = std::min({fields.size(), before.size(), after.size()});
  for (std::size_t i = 0; i < count; ++i) {
    const auto old_value = static_cast<std::uint8_t>(before[i]);
    const auto new_value = static_cast<std::uint8_t>(after[i]);
    const auto& values = fields[i].values;
    if (old_value == new_value || std::max(old_value, new_value) >= values.size()) {
      continue;
    }
    changes.push_back(fmt::format("{}: {} -> {}", fields[i].name, values[old_value],
                                  values[new_value]));
  }
  return changes;
}

}  // namespace condis
