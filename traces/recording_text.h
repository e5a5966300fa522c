// Writes generated events as JSON lines, or as tracerpt would write them in XML.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>

namespace condis::generated {

enum Side : unsigned { kClient, kCallManager };

constexpr std::uint32_t kSuccess = 0;
constexpr std::uint32_t kPending = 0x103;

struct Event {
  std::string_view name;
  Side side = kClient;
  bool enter = true;
  unsigned thread = 0;
  unsigned irql = 0;
  std::uint64_t call_id = 0;
  std::uint64_t vc_handle = 0;
  std::uint64_t vc_context = 0;
  std::uint64_t party_handle = 0;
  std::uint64_t party_context = 0;
  bool has_status = false;
  std::uint32_t status = 0;
  bool has_flags = false;
  bool has_close_data = false;
};

// Turns events into text, with time and processor.
class Writer {
 public:
  using Sink = std::function<void(std::string_view)>;

  Writer(bool xml, const Sink& sink) : xml_(xml), sink_(sink) {
    if (xml_) {
      text_ += "<Events>\r\n";
    }
  }
  ~Writer() {
    if (xml_) {
      text_ += "</Events>\r\n";
    }
    flush();
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void write(const Event& event, std::uint64_t time) {
    const unsigned cpu = event.thread / 4 % 16;
    xml_ ? write_xml(event, time, cpu) : write_json(event, time, cpu);
    if (text_.size() > 1 << 20) {
      flush();
    }
  }

  void frame(std::string_view name, Side side, std::uint64_t time) {
    Event event;
    event.name = name;
    event.side = side;
    event.thread = 8;
    const bool begin = name == "TraceBegin";
    const std::string_view role = side == kClient ? "client" : "call-manager";
    if (xml_) {
      open_xml(event, time, 0);
      if (begin) {
        data("Role", role);
        data("CloseData", "no");
      }
      close_xml(event);
    } else {
      fmt::format_to(std::back_inserter(text_),
                     R"({{"Event":"{}","Time":{},"Provider":"{}")", name, time,
                     provider(side));
      if (begin) {
        fmt::format_to(std::back_inserter(text_), R"(,"Role":"{}","CloseData":"no")",
                       role);
      }
      text_ += "}\n";
    }
  }

 private:
  static std::string_view provider(Side side) {
    return side == kClient ? "Client" : "CallMgr";
  }

  void write_json(const Event& event, std::uint64_t time, unsigned cpu) {
    auto out = std::back_inserter(text_);
    fmt::format_to(out,
                   R"({{"Event":"{}","Phase":"{}","Time":{},"Cpu":{},"ThreadId":{},)"
                   R"("Provider":"{}","CallId":{})",
                   event.name, event.enter ? "enter" : "exit", time, cpu, event.thread,
                   provider(event.side), event.call_id);
    if (event.enter) {
      fmt::format_to(out, R"(,"Irql":{})", event.irql);
    }
    const auto pointer = [&](std::string_view field, std::uint64_t value) {
      if (value != 0) {
        fmt::format_to(out, R"(,"{}":"{:#x}")", field, value);
      }
    };
    pointer("VcHandle", event.vc_handle);
    pointer("VcContext", event.vc_context);
    pointer("PartyHandle", event.party_handle);
    pointer("PartyContext", event.party_context);
    if (event.has_flags) {
      text_ += R"(,"Flags":16)";
    }
    if (event.has_close_data) {
      text_ += R"(,"HasData":false,"DataSize":0)";
    }
    if (event.has_status) {
      fmt::format_to(
          out, R"(,"Status":"{}")",
          event.status == kSuccess ? "NDIS_STATUS_SUCCESS" : "NDIS_STATUS_PENDING");
    }
    text_ += "}\n";
  }

  void write_xml(const Event& event, std::uint64_t time, unsigned cpu) {
    open_xml(event, time, cpu);
    data("Phase", event.enter ? "enter" : "exit");
    data("CallId", fmt::format("{:8}", event.call_id));
    if (event.enter) {
      data("Irql", fmt::format("{:8}", event.irql));
    }
    const auto pointer = [&](std::string_view field, std::uint64_t value) {
      if (value != 0) {
        data(field, fmt::format("0x{:X}", value));
      }
    };
    pointer("VcHandle", event.vc_handle);
    pointer("VcContext", event.vc_context);
    pointer("PartyHandle", event.party_handle);
    pointer("PartyContext", event.party_context);
    if (event.has_flags) {
      data("Flags", "      16");
    }
    if (event.has_close_data) {
      data("HasData", "false");
      data("DataSize", "       0");
    }
    if (event.has_status) {
      data("Status", fmt::format("0x{:X}", event.status));
    }
    close_xml(event);
  }

  void open_xml(const Event& event, std::uint64_t time, unsigned cpu) {
    const std::uint64_t second = time / 1'000'000'000;
    fmt::format_to(
        std::back_inserter(text_),
        "<Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\">\r\n"
        "\t<System>\r\n"
        "\t\t<Provider Name=\"{}\" Guid=\"{{5a1ff1d0-6d6e-4f0c-8f0a-0c0d15ca11{:02x}}}\" "
        "/>\r\n"
        "\t\t<EventID>0</EventID>\r\n\t\t<Version>0</Version>\r\n\t\t<Level>4</Level>\r\n"
        "\t\t<Task>0</Task>\r\n\t\t<Opcode>0</Opcode>\r\n\t\t<Keywords>0x1</Keywords>\r\n"
        "\t\t<TimeCreated SystemTime=\"2026-01-31T{:02}:{:02}:{:02}.{:09}+01:59\" />\r\n"
        "\t\t<Correlation ActivityID=\"{{00000000-0000-0000-0000-000000000000}}\" />\r\n"
        "\t\t<Execution ProcessID=\"4\" ThreadID=\"{}\" ProcessorID=\"{}\" "
        "KernelTime=\"15\" "
        "UserTime=\"0\" />\r\n"
        "\t\t<Channel />\r\n\t\t<Computer />\r\n\t</System>\r\n\t<EventData>\r\n",
        provider(event.side), static_cast<unsigned>(event.side), second / 3600 % 24,
        second / 60 % 60, second % 60, time % 1'000'000'000, event.thread, cpu);
  }

  void data(std::string_view name, std::string_view value) {
    fmt::format_to(std::back_inserter(text_), "\t\t<Data Name=\"{}\">{}</Data>\r\n", name,
                   value);
  }

  void close_xml(const Event& event) {
    fmt::format_to(std::back_inserter(text_),
                   "\t</EventData>\r\n\t<RenderingInfo Culture=\"en-US\">\r\n"
                   "\t\t<Task>{}</Task>\r\n\t</RenderingInfo>\r\n</Event>\r\n",
                   event.name);
  }

  void flush() {
    sink_(text_);
    text_.clear();
  }

  bool xml_;
  const Sink& sink_;
  std::string text_;
};

}  // namespace condis::generated
