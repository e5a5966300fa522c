// The last steps of a recording, each linked to the one before in the same life: that of
// its VC, or of its party if the VC is not known. They show what led to a finding.
//
// One ring for all lives, written from one end to the other: a history for each VC and
// party would have to be fetched from memory at every step, where there are many. What is
// older than kCapacity steps is forgotten. Tested by tests/checker/journal_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "checker/identity_map.h"
#include "model/event_class.h"
#include "model/record.h"
#include "model/transition_table.h"

namespace condis {

// A party that may be forgotten meanwhile: see World::party_at.
struct PartyReference {
  std::uint32_t index = kNone;
  std::uint32_t serial = 0;  // low half of PartyRecord::serial

  bool operator==(const PartyReference&) const = default;
};

// A record's event for a VC and a party, and the states it was taken from. It fills a
// cache line.
struct alignas(64) PastStep : RecordHead {
  std::uint32_t back = 0;  // so many steps ago was the one before, if there was one; 0:
                           // it is forgotten
  EventClass event;
  PartyReference party;
  StateId vc_state = 0;
  StateId party_state = 0;

  bool is_call() const { return event.get(EventField::Function) < kCallCount; }
  // A return that no record shows: the record is another's.
  bool implied() const {
    return is_call() &&
           event.get(EventField::Function) != static_cast<unsigned>(function);
  }
};
static_assert(sizeof(PastStep) == 64);

class Journal {
 public:
  Journal() = default;
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  static constexpr std::size_t kCapacity = 1u << 18;

  // A place for the newest step, all of which but PastStep::back is to be written. Steps
  // are numbered from 1; `before` is the number of the one before in the same life, or 0.
  PastStep& add(std::uint64_t before) {
    if (next_ == end_) make_room();
    PastStep& place = *next_++;
    const std::uint64_t back = ++newest_ - before;
    place.back = back < kCapacity ? static_cast<std::uint32_t>(back) : 0;
    return place;
  }
  std::uint64_t newest() const { return newest_; }

  // nullptr if there is no such step, or it is forgotten. Valid until the next add().
  const PastStep* at(std::uint64_t number) const {
    const bool kept = number - 1 < newest_ && newest_ - number < kCapacity;
    return kept ? &steps_[(number - 1) % kCapacity] : nullptr;
  }

  // A step and those before it in the same life, newest first, at most so many:
  //   for (const PastStep& step : journal.back_from(number, 10)) ...
  class Life {
   public:
    class Iterator {
     public:
      Iterator(const Journal& journal, std::uint64_t number, std::size_t most)
          : journal_(&journal),
            number_(number),
            left_(most),
            step_(most == 0 ? nullptr : journal.at(number)) {}
      const PastStep& operator*() const { return *step_; }
      Iterator& operator++() {
        number_ = step_->back == 0 ? 0 : number_ - step_->back;
        step_ = --left_ == 0 ? nullptr : journal_->at(number_);
        return *this;
      }
      bool operator==(const Iterator& other) const { return step_ == other.step_; }

     private:
      const Journal* journal_;
      std::uint64_t number_;
      std::size_t left_;
      const PastStep* step_;
    };

    Life(const Journal& journal, std::uint64_t number, std::size_t most)
        : journal_(journal), number_(number), most_(most) {}
    Iterator begin() const { return {journal_, number_, most_}; }
    Iterator end() const { return {journal_, 0, 0}; }

   private:
    const Journal& journal_;
    std::uint64_t number_;
    std::size_t most_;
  };
  Life back_from(std::uint64_t number, std::size_t most) const {
    return {*this, number, most};
  }

 private:
  struct Free {
    void operator()(PastStep* steps) const {
      std::allocator<PastStep>().deallocate(steps, kCapacity);
    }
  };

  // Begins, or goes on at the beginning.
  void make_room() {
    if (steps_ == nullptr) steps_.reset(std::allocator<PastStep>().allocate(kCapacity));
    next_ = steps_.get();
    end_ = next_ + kCapacity;
  }

  // Number n stands at (n - 1) % kCapacity. What no step was written to yet is left as it
  // came, so that a short recording touches little of it.
  std::unique_ptr<PastStep[], Free> steps_;
  PastStep* next_ = nullptr;  // place of the step to come; end_: there is none yet
  PastStep* end_ = nullptr;
  std::uint64_t newest_ = 0;
};

}  // namespace condis
