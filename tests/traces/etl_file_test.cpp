#include "traces/etl_file.h"

#include <doctest/doctest.h>

#include "tests/traces/etl_maker.h"
#include "tests/traces/reading.h"
#include "tests/traces/xpress_pack.h"
#include "traces/etl_header.h"

using namespace condis;

namespace {

// "stamp@processor" of the events as merged, "!" for a loss.
std::string merged(std::string_view bytes) {
  auto file = open_etl(bytes);
  REQUIRE(file);
  std::string text;
  EtlMerge merge(*file);
  while (const EtlEvent* event = merge.next()) {
    text += text.empty() ? "" : " ";
    if (event->loss != EtlLoss::None) text += '!';
    text += event->stamp == kEtlNoStamp ? "end" : std::to_string(event->stamp);
    text += '@' + std::to_string(event->processor);
  }
  return text;
}

std::string events(std::initializer_list<std::int64_t> stamps) {
  std::string text;
  for (const std::int64_t stamp : stamps) text += make_event(stamp);
  return text;
}

EtlClock clock_with(std::uint32_t kind, std::int64_t frequency, std::int64_t first,
                    std::int64_t start, std::uint32_t mhz = 0) {
  EtlLogfileHeader header;
  header.clock = static_cast<EtlLogfileHeader::Clock>(kind);
  header.frequency = frequency;
  header.first_stamp = first;
  header.start_time = start;
  header.cpu_mhz = mhz;
  return EtlClock(header);
}

}  // namespace

TEST_CASE("time is converted in whole numbers and rounded down") {
  constexpr std::int64_t kStart = 129'402'939'974'768'585;
  const EtlClock slow = clock_with(1, 1'818'300, 19'388'662'958, kStart);
  // Times that Windows itself wrote for these stamps.
  CHECK(slow.file_time(19'479'122'065) == 129'402'940'472'261'336);
  CHECK(slow.file_time(19'479'122'931) == 129'402'940'472'266'099);
  CHECK(slow.file_time(19'388'662'957) == kStart - 6);  // 5.49 before
  const EtlClock fast = clock_with(1, 10'000'000, 1'000, kStart);
  CHECK(fast.file_time(1'007) == kStart + 7);
  CHECK(fast.file_time(999) == kStart - 1);
  CHECK(fast.nanoseconds(1'007) == (kStart - kFileTimeOfUnixEpoch) * 100 + 700);
  // 26 hours of ticks, times 10^7, are more than 64 bits hold.
  CHECK(fast.file_time(1'000 + 26ll * 3600 * 10'000'000) ==
        kStart + 26ll * 3600 * 10'000'000);
  const EtlClock vista = clock_with(1, 14'318'180, 0, kStart);
  CHECK(vista.nanoseconds(14'318'180) - vista.nanoseconds(0) == 1'000'000'000);
  CHECK(vista.nanoseconds(1) - vista.nanoseconds(0) == 69);
  CHECK(vista.file_time(1) == kStart);
  const EtlClock system = clock_with(2, 10'000'000, kStart, kStart);
  CHECK(system.file_time(kStart - 252'000'039'263) == kStart - 252'000'039'263);
  const EtlClock cycles = clock_with(3, 10'000'000, 50, kStart, 2'500);
  CHECK(cycles.file_time(50 + 2'500'000'000) == kStart + 10'000'000);
  for (const std::int64_t frequency : {0ll, -1ll, 10'000'000'000ll}) {
    const EtlClock unknown = clock_with(1, frequency, 0, kStart);
    CHECK_FALSE(unknown.known());
    CHECK(unknown.nanoseconds(5) - unknown.nanoseconds(3) == 2);
  }
}

TEST_CASE("the description of the recording, of 32-bit and 64-bit sessions") {
  for (const bool wide : {true, false}) {
    EtlFileParts parts;
    parts.wide = wide;
    parts.processors = 6;
    parts.events_lost = 7;
    parts.buffers_lost = 8;
    parts.first_stamp = 99;
    const std::string bytes = EtlMaker(parts).bytes();
    const auto file = open_etl(bytes);
    REQUIRE(file);
    const EtlLogfileHeader& header = file->header();
    CHECK(header.pointer_size == (wide ? 8 : 4));
    CHECK(header.processors == 6);
    CHECK(header.events_lost == 7);
    CHECK(header.buffers_lost == 8);
    CHECK(header.first_stamp == 99);
    CHECK(header.frequency == 10'000'000);
    CHECK(header.logger_name == "Made");
    CHECK(header.file_name == "made.etl");
    CHECK(header.os_major == 10);
    CHECK(file->losses() == "7 lost events, 8 lost buffers");
  }
}

TEST_CASE("events of all processors come in the order of time") {
  const std::string bytes = EtlMaker()
                                .buffer(1, events({5, 9}))
                                .buffer(0, events({1, 6, 20}))
                                .buffer(1, events({10, 11}))
                                .bytes();
  CHECK(merged(bytes) == "0@0 1@0 5@1 6@0 9@1 10@1 11@1 20@0");
  CHECK(merged(pack_etl(bytes)) == merged(bytes));
}

TEST_CASE("events of the same time keep the order of the file") {
  CHECK(merged(EtlMaker().buffer(3, events({7, 7})).buffer(2, events({7})).bytes()) ==
        "0@0 7@3 7@3 7@2");
}

TEST_CASE("where buffers were written over in turn, the oldest comes first") {
  EtlFileParts parts;
  parts.mode = EtlLogfileHeader::kCircular;
  CHECK(merged(EtlMaker(parts)
                   .buffer(0, events({50, 60}))
                   .buffer(0, events({10, 20}))
                   .buffer(0, events({30, 40}))
                   .bytes()) == "0@0 10@0 20@0 30@0 40@0 50@0 60@0");
}

TEST_CASE("a clock that was set back leaves a processor's events in their order") {
  EtlFileParts parts;
  parts.clock = 2;
  CHECK(merged(EtlMaker(parts).buffer(0, events({50, 20, 30})).bytes()) ==
        "0@0 50@0 20@0 30@0");
}

TEST_CASE("marked losses stand before the first event after them") {
  const std::string bytes = EtlMaker()
                                .buffer(0, events({1}))
                                .buffer(0, events({5}), EtlBufferHeader::kEventsLost)
                                .buffer(1, events({3}), EtlBufferHeader::kBufferLost)
                                .bytes();
  CHECK(merged(bytes) == "0@0 1@0 !3@1 3@1 !5@0 5@0");
}

TEST_CASE("what makes no sense in a buffer is lost, the next one is read") {
  std::string broken = events({1, 2, 3});
  broken[80] = 0;  // the second event has size 0
  broken[81] = 0;
  CHECK(merged(EtlMaker().buffer(0, broken).buffer(0, events({9})).bytes()) ==
        "0@0 1@0 !9@0 9@0");
  CHECK(merged(EtlMaker().buffer(0, broken).bytes()) == "0@0 1@0 !end@0");
  std::string marker = events({1, 2});
  marker[83] = 0x50;
  CHECK(merged(EtlMaker().buffer(0, marker).bytes()) == "0@0 1@0 !end@0");
}

TEST_CASE("a buffer header that cannot be is stepped over") {
  std::string bytes = EtlMaker()
                          .buffer(0, events({1}))
                          .buffer(0, events({2}))
                          .buffer(0, events({3}))
                          .bytes();
  put_at(bytes, 2 * EtlMaker::kBuffer, std::uint32_t{70});
  CHECK(merged(bytes) == "0@0 1@0 3@0");
  const auto file = open_etl(bytes);
  CHECK(file->damage().skipped == 1);
  CHECK(file->lost_anywhere());
  CHECK(file->losses() == "1 unreadable buffer");
}

TEST_CASE("buffers that were set aside and never written are no loss") {
  const std::string bytes = EtlMaker()
                                .buffer(0, events({1}))
                                .raw(std::string(2 * EtlMaker::kBuffer, '\0'))
                                .bytes();
  CHECK(merged(bytes) == "0@0 1@0");
  CHECK_FALSE(open_etl(bytes)->lost_anywhere());
  const std::string packed = pack_etl(EtlMaker().buffer(0, events({1})).bytes());
  CHECK(merged(packed + std::string(500, '\0')) == "0@0 1@0");
}

TEST_CASE("in a compressed file nothing can be found behind what is no buffer") {
  EtlMaker maker;
  maker.buffer(0, events({1})).buffer(0, events({2}));
  std::string packed = pack_etl(maker.bytes());
  put_at(packed, 1024, std::uint32_t{3});
  const auto file = open_etl(packed);
  REQUIRE(file);
  CHECK(file->damage().rest_lost);
  CHECK(file->ends_early());
}

TEST_CASE("a session that was not stopped lacks what was not written out") {
  EtlFileParts parts;
  parts.closed = false;
  parts.processors = 2;
  const std::string bytes =
      EtlMaker(parts).buffer(0, events({1})).buffer(1, events({2})).bytes();
  CHECK(merged(bytes) == "0@0 1@0 2@1 !end@0 !end@1");
  CHECK_FALSE(open_etl(bytes)->lost_anywhere());
  // Of the third processor nothing was written out.
  parts.processors = 3;
  const std::string one_more =
      EtlMaker(parts).buffer(0, events({1})).buffer(1, events({2})).bytes();
  CHECK(open_etl(one_more)->lost_anywhere());
}

TEST_CASE(
    "a file cut anywhere gives the events before the cut, and says that some lack") {
  const std::string whole = EtlMaker()
                                .buffer(0, events({1, 2, 3}))
                                .buffer(1, events({4, 5}))
                                .buffer(0, events({6}))
                                .bytes();
  for (const bool compressed : {false, true}) {
    const std::string bytes = compressed ? pack_etl(whole) : whole;
    const std::size_t front = compressed ? 1024 : EtlMaker::kBuffer;
    std::size_t most = 0;
    for (std::size_t size = front; size < bytes.size(); ++size) {
      const std::string cut = bytes.substr(0, size);
      const auto file = open_etl(cut);
      REQUIRE(file);
      const std::string text = merged(cut);
      const auto count =
          static_cast<std::size_t>(std::count(text.begin(), text.end(), '@') -
                                   std::count(text.begin(), text.end(), '!'));
      CHECK(count >= most);  // the more of the file, the more events
      most = count;
      CHECK(count <= 7);
      const bool told = file->ends_early() || file->lost_anywhere() ||
                        text.find('!') != std::string::npos;
      CHECK(told);
    }
  }
}

TEST_CASE("all kinds of headers") {
  std::string all;
  constexpr std::uint8_t kKinds[] = {0x01, 0x02, 0x03, 0x04, 0x0A, 0x0B,
                                     0x10, 0x11, 0x12, 0x13, 0x14, 0x15};
  for (const std::uint8_t kind : kKinds) {
    EtlEventParts parts;
    parts.kind = kind;
    parts.stamp = kind;
    parts.opcode = 33;
    parts.version = 2;
    parts.id = 12;
    parts.payload = "payload";
    parts.provider = *parse_guid("11111111-2222-3333-4444-555555555555");
    all += make_event(parts);
  }
  const std::string bytes = EtlMaker().buffer(0, all).bytes();
  auto file = open_etl(bytes);
  REQUIRE(file);
  EtlMerge merge(*file);
  merge.next();  // the description
  for (const std::uint8_t kind : kKinds) {
    CAPTURE(int{kind});
    const EtlEvent* event = merge.next();
    REQUIRE(event != nullptr);
    const EtlHeader header = decode_header(*event);
    CHECK(event->stamp == kind);
    CHECK(header.payload == "payload");
    CHECK(header.opcode == 33);
    CHECK(header.version == 2);
    CHECK(header.thread_id.has_value() == (kind != 0x10 && kind != 0x11));
    if (header.thread_id) CHECK(*header.thread_id == 8);
    if (header.process_id) CHECK(*header.process_id == 4);
    CHECK(header.provider.has_value() == !is_kernel(event->kind));
    CHECK(header.id.has_value() == is_manifest(event->kind));
    const bool narrow = kind == 0x01 || kind == 0x03 || kind == 0x0A || kind == 0x0B ||
                        kind == 0x10 || kind == 0x12;
    CHECK(pointer_size(event->kind) == (narrow ? 4 : 8));
  }
  CHECK(merge.next() == nullptr);
}

TEST_CASE("counters of the processor stand before the payload") {
  EtlEventParts parts;
  parts.kind = 0x11;
  parts.payload = std::string(24, 'c') + "payload";
  std::string event = make_event(parts);
  put_at(event, 0, std::uint16_t{0x8200});  // one index and two counters
  const std::string bytes = EtlMaker().buffer(0, event).bytes();
  auto file = open_etl(bytes);
  EtlMerge merge(*file);
  merge.next();
  CHECK(decode_header(*merge.next()).payload == "payload");
  put_at(event, 0, std::uint16_t{0x8700});
  const std::string damaged = EtlMaker().buffer(0, event).bytes();
  auto other = open_etl(damaged);
  EtlMerge second(*other);
  second.next();
  CHECK(decode_header(*second.next()).damaged);
}

TEST_CASE("extended data items are told apart by their own sizes") {
  EtlEventParts parts;
  parts.payload = "payload";
  parts.items = {
      {0x7F, "unknown"}, {0x0C, "traits"}, {0x0B, "schema"}, {1, "sixteen bytes..."}};
  std::string event = make_event(parts);
  const auto header_of = [](const std::string& one) {
    EtlEvent raw;
    EtlBufferCursor cursor;
    static std::string bytes;
    bytes = EtlMaker().buffer(0, one).bytes();
    EtlBufferHeader header;
    header.size = EtlMaker::kBuffer;
    header.used = static_cast<std::uint32_t>(72 + one.size());
    cursor.open(bytes, EtlMaker::kBuffer, header);
    REQUIRE(cursor.next(raw));
    return decode_header(raw);
  };
  const EtlHeader header = header_of(event);
  CHECK(header.item_count == 4);
  CHECK(header.traits == "traits");
  CHECK(header.tracelogging == "schema");
  CHECK(header.payload == "payload");
  // An item that is longer than the event, one that is shorter than its data, and an
  // endless chain.
  std::string longer = event;
  put_at(longer, 80, std::uint16_t{5000});
  CHECK(header_of(longer).damaged);
  std::string shorter = event;
  put_at(shorter, 86, std::uint16_t{50});
  CHECK(header_of(shorter).damaged);
  std::string zero = event;
  put_at(zero, 80, std::uint16_t{0});
  CHECK(header_of(zero).damaged);
}

TEST_CASE("what is no .etl file is refused with the reason") {
  const auto why = [](std::string_view bytes) {
    const auto file = open_etl(bytes);
    return file ? std::string("(none)") : file.error().why;
  };
  const std::string bytes = EtlMaker().bytes();
  CHECK(why("hello").find("does not begin") != std::string::npos);
  CHECK(why(bytes.substr(0, 200)).find("damaged or cut off") != std::string::npos);
  std::string no_size = bytes;
  put_at(no_size, 0, std::uint32_t{7});
  CHECK(why(no_size).find("first buffer makes no sense") != std::string::npos);
  std::string other = bytes;
  other[72 + 6] = 5;  // another type of event
  CHECK(why(other).find("damaged or cut off") != std::string::npos);
}
