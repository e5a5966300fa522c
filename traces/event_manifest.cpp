// Reads instrumentation manifests, in XML, as .NET's EventSource logs them.
#include <algorithm>
#include <charconv>
#include <functional>
#include <pugixml.hpp>
#include <string>

#include "traces/event_schemas.h"

namespace condis {
namespace {

constexpr std::size_t kMostFields = 65'536;  // of all events of a manifest
constexpr int kDeepest = 8;

std::uint64_t number_of(std::string_view text) {
  std::uint64_t number = 0;
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  text.remove_prefix(hex ? 2 : 0);
  std::from_chars(text.data(), text.data() + text.size(), number, hex ? 16 : 10);
  return number;
}

bool is_number(std::string_view text) {
  return !text.empty() && text[0] >= '0' && text[0] <= '9';
}

struct TypeName {
  std::string_view name;
  InType in;
};

constexpr TypeName kTypes[] = {
    {"win:UnicodeString", InType::Utf16},
    {"win:AnsiString", InType::Ansi},
    {"win:Int8", InType::Int8},
    {"win:UInt8", InType::UInt8},
    {"win:Int16", InType::Int16},
    {"win:UInt16", InType::UInt16},
    {"win:Int32", InType::Int32},
    {"win:UInt32", InType::UInt32},
    {"win:Int64", InType::Int64},
    {"win:UInt64", InType::UInt64},
    {"win:Float", InType::Float},
    {"win:Double", InType::Double},
    {"win:Boolean", InType::Bool32},
    {"win:Binary", InType::Binary},
    {"win:GUID", InType::Uuid},
    {"win:Pointer", InType::Pointer},
    {"win:FILETIME", InType::FileTime},
    {"win:SYSTEMTIME", InType::SystemTime},
    {"win:SID", InType::Sid},
    {"win:HexInt32", InType::HexInt32},
    {"win:HexInt64", InType::HexInt64},
    {"trace:UnicodeChar", InType::UInt16},
};

class ManifestParser {
 public:
  ParsedManifest parse(const pugi::xml_node& root) {
    for (const pugi::xml_node& resources : root.child("localization").children()) {
      for (const pugi::xml_node& text : resources.child("stringTable").children()) {
        texts_.emplace(text.attribute("id").value(), text.attribute("value").value());
      }
    }
    const pugi::xml_node events = root.child("instrumentation").child("events");
    for (const pugi::xml_node& provider : events.children("provider")) {
      parse_provider(provider);
    }
    return std::move(result_);
  }

 private:
  void parse_provider(const pugi::xml_node& provider) {
    const auto guid = parse_guid(provider.attribute("guid").value());
    if (!guid) {
      return;
    }
    for (const pugi::xml_node& map : provider.child("maps").children()) {
      ValueNames names;
      for (const pugi::xml_node& entry : map.children("map")) {
        names.emplace(number_of(entry.attribute("value").value()),
                      text_of(entry.attribute("message").value()));
      }
      result_.names.emplace(std::pair(*guid, map.attribute("name").value()),
                            std::move(names));
    }
    std::map<std::string, pugi::xml_node> templates;
    for (const pugi::xml_node& node : provider.child("templates").children("template")) {
      templates.emplace(node.attribute("tid").value(), node);
    }
    for (const pugi::xml_node& event : provider.child("events").children("event")) {
      ManifestEvent parsed;
      parsed.provider = *guid;
      parsed.id = static_cast<std::uint16_t>(number_of(event.attribute("value").value()));
      parsed.version =
          static_cast<std::uint8_t>(number_of(event.attribute("version").value()));
      parsed.schema.origin = EventSchema::Origin::EventSource;
      parsed.schema.provider_name = provider.attribute("name").value();
      parsed.schema.task_name = event.attribute("task").value();
      parsed.schema.opcode_name = event.attribute("opcode").value();
      parsed.schema.message = text_of(event.attribute("message").value());
      const auto found = templates.find(event.attribute("template").value());
      const bool whole =
          found == templates.end() || append_fields(found->second, parsed.schema, 0);
      if (whole && find_extents(parsed.schema.fields)) {
        result_.events.push_back(std::move(parsed));
      }
    }
  }

  bool append_fields(const pugi::xml_node& list, EventSchema& schema, int depth) {
    for (const pugi::xml_node& node : list.children()) {
      const std::string_view kind = node.name();
      if (kind != "data" && kind != "struct") {
        continue;
      }
      if (++field_count_ > kMostFields || depth > kDeepest) {
        return false;
      }
      FieldSchema field;
      field.name = node.attribute("name").value();
      field.id = find_field(field.name);
      field.names_id = node.attribute("map").value();
      const std::string_view count = node.attribute("count").value();
      const std::string_view length = node.attribute("length").value();
      if (is_number(count)) {
        field.count_kind = FieldSchema::Count::Fixed;
        field.count = static_cast<std::uint16_t>(number_of(count));
      } else if (!count.empty()) {
        field.count_kind = FieldSchema::Count::OfField;
        if (!find_named(schema, count, field.count)) return false;
      }
      if (is_number(length)) {
        field.length_kind = FieldSchema::Length::Fixed;
        field.length = static_cast<std::uint16_t>(number_of(length));
      } else if (!length.empty()) {
        field.length_kind = FieldSchema::Length::OfField;
        if (!find_named(schema, length, field.length)) return false;
      }
      if (kind == "struct") {
        const std::size_t at = schema.fields.size();
        field.in = InType::Struct;
        schema.fields.push_back(std::move(field));
        if (!append_fields(node, schema, depth + 1)) return false;
        const auto members =
            std::count_if(node.begin(), node.end(), [](const pugi::xml_node& child) {
              const std::string_view name = child.name();
              return name == "data" || name == "struct";
            });
        schema.fields[at].members = static_cast<std::uint16_t>(members);
        continue;
      }
      const std::string_view type = node.attribute("inType").value();
      const auto* const known =
          std::find_if(std::begin(kTypes), std::end(kTypes),
                       [&](const TypeName& entry) { return entry.name == type; });
      if (known == std::end(kTypes)) return false;
      field.in = known->in;
      field.out = out_type(node.attribute("outType").value());
      schema.fields.push_back(std::move(field));
    }
    return true;
  }

  static OutType out_type(std::string_view name) {
    if (name == "xs:string") return OutType::Text;
    if (name == "xs:boolean") return OutType::Boolean;
    if (name.starts_with("win:Hex")) return OutType::Hex;
    return OutType::Default;
  }

  static bool find_named(const EventSchema& schema, std::string_view name,
                         std::uint16_t& index) {
    const auto found =
        std::find_if(schema.fields.begin(), schema.fields.end(),
                     [&](const FieldSchema& field) { return field.name == name; });
    index = static_cast<std::uint16_t>(found - schema.fields.begin());
    return found != schema.fields.end();
  }

  // "$(string.ID)" stands for a text of the manifest's table.
  std::string text_of(const std::string& reference) const {
    constexpr std::string_view kOpen = "$(string.";
    if (!reference.starts_with(kOpen) || !reference.ends_with(')')) {
      return reference;
    }
    const auto found =
        texts_.find(reference.substr(kOpen.size(), reference.size() - kOpen.size() - 1));
    return found == texts_.end() ? reference : found->second;
  }

  std::map<std::string, std::string> texts_;
  ParsedManifest result_;
  std::size_t field_count_ = 0;
};

}  // namespace

ParsedManifest parse_manifest(std::string_view xml) {
  pugi::xml_document document;
  if (!document.load_buffer(xml.data(), xml.size(), pugi::parse_default,
                            pugi::encoding_utf8)) {
    return {};
  }
  return ManifestParser().parse(document.child("instrumentationManifest"));
}

}  // namespace condis
