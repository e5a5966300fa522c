#include "checker/trace_files.h"

#include <filesystem>
#include <fstream>

namespace condis {

std::optional<Diagnostic> write_traces(const std::string& directory,
                                       const std::vector<TraceFile>& files,
                                       std::vector<std::string>& written) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) {
    return Diagnostic{directory, "the directory cannot be made", error.message(),
                      "give another one"};
  }
  for (const TraceFile& trace : files) {
    const std::string path = (std::filesystem::path(directory) / trace.name).string();
    std::ofstream file(path, std::ios::binary);
    if (!(file << trace.text) || !file.flush()) {
      return Diagnostic{path, "the file cannot be written", "",
                        "is the directory writable, and the disk not full?"};
    }
    written.push_back(path);
  }
  return std::nullopt;
}

}  // namespace condis
