// How events of one TraceLogging schema become Records, worked out once per schema.
//
// A schema tells where the fields of schema 1 stand in a payload. A plan takes them from
// there, without names, texts or lists of fields: a dozen instructions a field. It is for
// what is ordinary only, numbers where numbers belong and within their range. What it
// declines is left to PayloadDecoder and SchemaDecoder, and what it takes, it takes as
// they do: tests/traces/record_plan_test.cpp compares the two.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/record.h"
#include "traces/event_schema.h"
#include "traces/field_table.h"

namespace condis {

class RecordPlan {
 public:
  // Nothing if events of this schema always need the long way. `pointer_size` is 4 or 8.
  static std::optional<RecordPlan> compile(const EventSchema& schema,
                                           std::size_t pointer_size);

  // The name of the event, and whether it is that of a documented function. If it is not,
  // the plan only tells whether a payload fits the schema.
  const std::string& event() const { return event_; }
  bool documented() const { return base_.function != Function::Unknown; }

  // The fields that are numbers.
  enum class Number : std::uint8_t {
    Phase,
    CallId,
    Seq,
    Irql,
    VcHandle,
    VcContext,
    PartyHandle,
    PartyContext,
    Status,
    Flags,
    HasData,
    DataSize,
    Line,
    Count,
    None,  // the field is none of these
  };
  struct Values {
    std::uint64_t operator[](Number number) const {
      return numbers[static_cast<std::size_t>(number)];
    }

    // 0 where there is none.
    std::array<std::uint64_t, static_cast<std::size_t>(Number::None)> numbers;
    std::string_view file, func;  // as they stand in the payload
  };

  // False if the payload has to go the long way; `values` are then good for nothing. The
  // eight bytes before the payload must be readable.
  bool read(std::string_view payload, Values& values) const;
  // A record with all that the values and the schema say, header and source aside.
  void fill(const Values& values, Record& record) const;

 private:
  // A number to take, from a run of fields whose sizes the schema tells.
  struct Step {
    std::uint64_t highest;  // of the values that are ordinary
    std::uint32_t end;      // of the field, in its run
    std::uint8_t unused;    // bits of the eight bytes before `end` that are not its own
    bool boolean;
    Number to;
  };
  enum class Tail : std::uint8_t { None, Counted, ZeroEnded, WideZeroEnded };
  // The fields up to the next one of a size that the payload tells, and that one.
  struct Run {
    std::size_t size = 0;
    std::size_t first = 0;  // of its steps
    std::size_t count = 0;
    Tail tail = Tail::None;
    FieldId to = FieldId::Unknown;  // of the tail
  };

  bool add(const FieldSchema& field, std::size_t pointer_size);
  bool add_number(const FieldSchema& field, std::size_t size);
  bool wants(FieldId field) const;

  std::string event_;
  Record base_;
  std::uint32_t taken_ = 0;  // set of FieldId
  std::vector<Step> steps_;
  std::vector<Run> runs_;
};

}  // namespace condis
