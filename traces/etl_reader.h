// Reads the events of schema 1 from an .etl file, as TraceLogging providers log them, and
// those that a mapping tells the meaning of.
//
// The events of all processors come in the order of their time; Record::number counts all
// of the recording's events in that order, from 1. What the file shows to be missing
// becomes EventsLost records:
//   where it is known between which events of a processor they are missing, a record
//   stands before the later one;
//   where it is not, one stands at the end.
// Its number is that of the last event before which nothing is missing. Tested by
// tests/traces/etl_reader_test.cpp.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "traces/etl_decoder.h"
#include "traces/etl_merge.h"
#include "traces/etl_plans.h"
#include "traces/reader_base.h"

namespace condis {

class EtlReader : public ReaderBase {
 public:
  static Result<std::unique_ptr<Reader>> open(MappedFile file, const std::string& name,
                                              const Mapping* mapping);

  EtlReader(EtlFile file, const std::string& name, const Mapping* mapping);

  std::size_t read(std::span<Record> records) override;
  std::string_view unit() const override { return "event"; }
  std::optional<CounterClock> counter_clock() const override;
  std::uint64_t bytes_read() const override {
    return bytes_read_.load(std::memory_order_relaxed);
  }

  // For those who want more of it than the records. Reads of both do not disturb another.
  EtlFile& file() { return file_; }

 private:
  bool take(const EtlEvent& event, Record& record);
  bool decode(const EtlEvent& event, Record& record);
  void fill_header(const EtlEvent& event, Record& record) const;
  void learn(const EtlPlans::Key& key, const Record& record, bool admitted);
  void make_loss(const EtlEvent& event, Record& record);
  bool finish(Record& record);
  void warn_of_losses();

  EtlFile file_;
  EtlMerge merge_;
  EtlDecoder decoder_;
  EtlPlans plans_;
  RecordPlan::Values values_;
  std::uint64_t number_ = 0;
  std::vector<std::uint64_t> newest_;  // number of the last event, by processor
  std::uint64_t undecodable_ = 0;
  bool done_ = false;
  std::atomic<std::uint64_t> bytes_read_ = 0;
};

// The record that stands for events lost since the event `number`.
Record loss_since(std::uint64_t number, std::uint64_t count);

}  // namespace condis
