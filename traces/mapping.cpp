// Applying the rules of a mapping; mapping_file.cpp reads them.
#include "traces/mapping.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace condis {
namespace {

bool is_header(FieldId field) {
  return field == FieldId::Event || field == FieldId::Provider;
}

// Hexadecimal digits as %p and %X print them, with or without 0x, perhaps with the mark
// that debuggers put in the middle.
std::optional<std::uint64_t> parse_hexadecimal(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
  std::array<char, 17> digits{};
  std::size_t count = 0;
  for (const char c : text) {
    if (c == '`') continue;
    if (count == 16) return std::nullopt;
    digits[count++] = c;
  }
  std::uint64_t value = 0;
  const char* const end = digits.data() + count;
  const auto [stop, error] = std::from_chars(digits.data(), end, value, 16);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

}  // namespace

bool Mapping::concerns(std::string_view provider) const {
  return std::any_of(rules_.begin(), rules_.end(), [&](const MappingRule& rule) {
    if (!rule.provider || rule.provider_id) return true;
    return rule.provider->expression ? RE2::FullMatch({provider.data(), provider.size()},
                                                      *rule.provider->expression)
                                     : provider == rule.provider->equal;
  });
}

bool Mapper::has_rule_for(std::string_view provider) {
  if (provider != last_provider_) {
    last_concerned_ = mapping_->concerns(provider);
    last_provider_ = provider;
  }
  return last_concerned_;
}

void Mapper::decode(const DecodedEvent& event, Record& record, RecordText& texts) {
  texts_.clear();
  if (concerns(event.provider)) {
    for (const MappingRule& rule : mapping_->rules()) {
      groups_.assign(rule.group_count, {});
      const DecodedEvent named = with_columns(rule, event);
      if (!applies(rule, named)) continue;
      if (rule.is.empty()) {
        schema_.decode(named, record, texts);
        refused_ = &schema_.refused();
        return;
      }
      own_refused_.clear();
      refused_ = &own_refused_;
      store_header(event, record, texts);
      texts.event = {};
      const bool applied =
          std::all_of(rule.is.begin(), rule.is.end(), [&](const Assignment& assignment) {
            return assign(assignment, named, record, texts);
          });
      if (applied) return;
      record = Record{};
      texts = RecordText{};
    }
  }
  schema_.decode(event, record, texts);
  refused_ = &schema_.refused();
}

// The event, with names for those of its fields that have none.
DecodedEvent Mapper::with_columns(const MappingRule& rule, const DecodedEvent& event) {
  DecodedEvent named = event;
  if (rule.columns.empty()) return named;
  named_.assign(event.fields.begin(), event.fields.end());
  auto column = rule.columns.begin();
  for (std::size_t i = 0; i < named_.size() && column != rule.columns.end();
       i += 1 + named_[i].extent) {
    if (!named_[i].name.empty()) continue;
    named_[i].name = *column++;
    named_[i].id = find_field(named_[i].name);
  }
  named.fields = named_;
  return named;
}

bool Mapper::applies(const MappingRule& rule, const DecodedEvent& event) {
  const auto fits = [&](const std::optional<Pattern>& pattern, std::string_view text) {
    return !pattern || matches(*pattern, text);
  };
  const bool provider_fits = rule.provider_id && event.provider_id == rule.provider_id;
  return (provider_fits || fits(rule.provider, event.provider)) &&
         (!rule.id || *rule.id == event.id) && fits(rule.event, event.name) &&
         std::all_of(rule.fields.begin(), rule.fields.end(),
                     [&](const FieldPattern& wanted) {
                       const DecodedField* const field = find(wanted.field, event);
                       return field != nullptr &&
                              matches(wanted.pattern, text_of(*field));
                     }) &&
         fits(rule.message, event.message);
}

bool Mapper::matches(const Pattern& pattern, std::string_view text) {
  text = trimmed(text);
  if (!pattern.expression) return text == pattern.equal;
  std::array<re2::StringPiece, kMaxPatternGroups + 1> found;
  const int count = pattern.expression->NumberOfCapturingGroups() + 1;
  if (!pattern.expression->Match({text.data(), text.size()}, 0, text.size(),
                                 RE2::ANCHOR_BOTH, found.data(),
                                 pattern.groups.empty() ? 0 : count)) {
    return false;
  }
  for (std::size_t i = 0; i < pattern.groups.size(); ++i) {
    const re2::StringPiece group = found[static_cast<std::size_t>(pattern.groups[i])];
    groups_[pattern.first_group + i] = {group.data(), group.size()};
  }
  return true;
}

std::string_view Mapper::text_of(const DecodedField& field) {
  if (field.kind == ValueKind::Text) return trimmed(field.text);
  std::string scratch;
  return texts_.emplace_back(value_text(field, scratch));
}

const DecodedField* Mapper::find(std::string_view name, const DecodedEvent& event) const {
  const auto found =
      std::find_if(event.fields.begin(), event.fields.end(),
                   [&](const DecodedField& field) { return field.name == name; });
  return found == event.fields.end() ? nullptr : &*found;
}

// False if the rule does not apply after all: it cannot tell the event's function.
bool Mapper::assign(const Assignment& assignment, const DecodedEvent& event,
                    Record& record, RecordText& texts) {
  const bool essential = assignment.to == FieldId::Event;
  DecodedField value;
  value.kind = ValueKind::Text;
  switch (assignment.source) {
    case Assignment::Source::Literal: value.text = assignment.text; break;
    case Assignment::Source::Group: value.text = groups_[assignment.group]; break;
    case Assignment::Source::Field: {
      const DecodedField* const field = find(assignment.text, event);
      if (field == nullptr) return !essential;
      value = *field;
      if (assignment.hexadecimal || !assignment.words.empty() ||
          is_header(assignment.to) || value.kind == ValueKind::Text) {
        value.kind = ValueKind::Text;
        value.text = text_of(*field);
      }
    }
  }
  const std::string_view logged = value.text;
  if (value.kind == ValueKind::Text && logged.empty()) return !essential;
  bool taken = true;
  if (!assignment.words.empty()) {
    const auto word = std::find_if(
        assignment.words.begin(), assignment.words.end(),
        [&](const Assignment::Word& candidate) { return candidate.logged == logged; });
    if (word == assignment.words.end()) {
      taken = false;
    } else {
      value.text = word->meant;
    }
  } else if (assignment.hexadecimal) {
    if (const std::optional<std::uint64_t> number = parse_hexadecimal(logged)) {
      value.kind = ValueKind::Unsigned;
      value.number = *number;
    } else {
      taken = false;
    }
  }
  taken = taken && store_value(assignment.to, value, record, texts);
  if (essential) return taken && record.function != Function::Unknown;
  if (!taken) {
    own_refused_.add(assignment.to,
                     value.kind == ValueKind::Text ? logged : text_of(value));
  }
  return true;
}

}  // namespace condis
