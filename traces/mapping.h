// A mapping file: what the events of a driver that logs its own names mean in schema 1.
//
// A rule says which events it is for, by provider, event name, id, message text and
// fields, each compared for equality or with a regular expression; and which function,
// phase and fields of schema 1 they stand for. The first rule that applies counts; an
// event to which none applies is read as schema 1. The format is described in
// docs/mapping.md.
//
// Regular expressions are RE2's: matching takes time linear in the text. Tested by
// tests/traces/mapping_test.cpp.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"
#include "traces/decoded_event.h"

namespace re2 {
class RE2;
}

namespace condis {

inline constexpr int kMaxPatternGroups = 32;  // of one expression

// What a value of an event has to be, as a whole.
struct Pattern {
  std::string equal;
  std::shared_ptr<const re2::RE2> expression;  // null: compared with `equal`
  std::size_t first_group = 0;                 // where its named groups go, in order
  std::vector<int> groups;                     // of the expression, those with names
};

struct FieldPattern {
  std::string field;
  Pattern pattern;
};

// Where the value of a field of schema 1 comes from.
struct Assignment {
  enum class Source : std::uint8_t { Literal, Field, Group };
  struct Word {
    std::string logged, meant;
  };

  FieldId to = FieldId::Unknown;
  Source source = Source::Literal;
  std::string text;       // the literal, or the name of the event's field
  std::size_t group = 0;  // as in Pattern::first_group
  bool hexadecimal = false;
  std::vector<Word> words;  // if any: what each value stands for
};

struct MappingRule {
  std::optional<Pattern> provider;
  std::optional<Guid> provider_id;  // if the provider is given as a GUID
  std::optional<Pattern> event;
  std::optional<Pattern> message;
  std::optional<std::uint16_t> id;
  std::vector<FieldPattern> fields;
  std::vector<std::string> columns;  // names of the fields that have none
  std::vector<Assignment> is;        // none: the event is schema 1 as it is
  std::size_t group_count = 0;
};

class Mapping {
 public:
  // Fails with FILE:LINE:COLUMN for whatever is wrong with the file.
  static Result<Mapping> load(const std::string& path);
  // `name` stands for the file in messages.
  static Result<Mapping> parse(std::string_view text, const std::string& name);

  const std::vector<MappingRule>& rules() const { return rules_; }
  // Whether a rule may apply to events of this provider.
  bool concerns(std::string_view provider) const;

 private:
  std::vector<MappingRule> rules_;
};

// Applies a mapping to the events of one recording.
class Mapper {
 public:
  // `mapping` may be null, and then maps nothing; it must outlive this.
  explicit Mapper(const Mapping* mapping) : mapping_(mapping) {}

  // Whether a rule may apply to events of this provider.
  bool concerns(std::string_view provider) {
    return mapping_ != nullptr && has_rule_for(provider);
  }

  // Reads an event as the first rule that applies says, or else as schema 1. `record` is
  // to be a fresh one; `texts` and the refused values stay valid until the next call, or
  // until the event is gone.
  void decode(const DecodedEvent& event, Record& record, RecordText& texts);

  const RefusedFields& refused() const { return *refused_; }

 private:
  DecodedEvent with_columns(const MappingRule& rule, const DecodedEvent& event);
  bool has_rule_for(std::string_view provider);
  bool applies(const MappingRule& rule, const DecodedEvent& event);
  bool matches(const Pattern& pattern, std::string_view text);
  std::string_view text_of(const DecodedField& field);
  const DecodedField* find(std::string_view name, const DecodedEvent& event) const;
  bool assign(const Assignment& assignment, const DecodedEvent& event, Record& record,
              RecordText& texts);

  const Mapping* mapping_;
  SchemaDecoder schema_;
  RefusedFields own_refused_;
  const RefusedFields* refused_ = &own_refused_;
  std::vector<std::string_view> groups_;  // no data(): took no part
  std::vector<DecodedField> named_;       // the fields, with the names of the columns
  std::deque<std::string> texts_;         // of values that are not text
  std::optional<std::string> last_provider_;
  bool last_concerned_ = false;
};

}  // namespace condis
