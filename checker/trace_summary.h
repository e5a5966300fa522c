// What a recording holds, counted by provider and event.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace condis {

enum class EventUse : std::uint8_t {
  Condis,       // named after a documented function: checked as it is
  Mappable,     // a driver's own event, decoded: a mapping can say what it means
  Undecodable,  // its payload cannot be decoded
  Framing,      // of the recording itself
};

class TraceSummary {
 public:
  struct Count {
    EventUse use = EventUse::Mappable;
    std::uint64_t events = 0;
  };
  struct Provider {
    std::string guid;
    std::map<std::string, Count, std::less<>> events;
  };

  std::string path;
  std::string format;  // ".etl", "text"
  // Lines of what the recording says of itself, such as {"clock", "QPC, 10000000 Hz"}.
  std::vector<std::pair<std::string, std::string>> facts;
  std::uint64_t processors_named = 0;  // that the recording says the machine has
  std::vector<std::string> losses;  // sentences; none: nothing shows that events are lost

  // At most 10,000 names are kept, the rest is counted as "(others)".
  void add(std::string_view provider, std::string_view guid, std::string_view event,
           EventUse use, std::uint64_t count = 1);
  void add_time(std::int64_t nanoseconds);
  void add_processor(std::uint16_t processor) { processors_.insert(processor); }

  std::uint64_t total(EventUse use) const;

  std::string text() const;
  std::string json() const;  // one line

 private:
  std::map<std::string, Provider, std::less<>> providers_;
  std::set<std::uint16_t> processors_;
  std::optional<std::int64_t> first_time_;
  std::int64_t last_time_ = 0;
  std::size_t names_ = 0;
};

}  // namespace condis
