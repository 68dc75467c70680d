// Measures RE2::Set, RE2 one after another and Hyperscan over one pack: `scan PATTERNS TEXTS BUDGET_MS`.
// PATTERNS holds one pattern a line. TEXTS holds texts in UTF-8, each behind its length in bytes on a line of its own.
// Prints for each engine `NAME P50 P99 CALLS MATCHES`, times in microseconds, or `NAME - REASON`.
#include <hs/hs.h>
#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

using Clock = std::chrono::steady_clock;
using Texts = std::vector<std::string>;

static double micros(Clock::time_point from) {
  return std::chrono::duration<double, std::micro>(Clock::now() - from).count();
}

// As the benchmark itself does it: each text in turn, three tenths of the time to warm up, at least one call.
static void measure(const char* name, const Texts& texts, double budgetMs,
                    const std::function<size_t(const std::string&)>& scan) {
  std::vector<double> times;
  size_t place = 0, matches = 0;
  auto once = [&] {
    auto from = Clock::now();
    matches += scan(texts[place++ % texts.size()]);
    return micros(from);
  };
  auto start = Clock::now();
  double first = once();
  if (first >= 1e6) times.push_back(first);
  while (times.empty() && micros(start) < budgetMs * 300) once();
  while (times.empty() || (first < 1e6 && micros(start) < budgetMs * 1000)) times.push_back(once());
  std::sort(times.begin(), times.end());
  auto at = [&](double share) { return times[std::min<size_t>(times.size() * share, times.size() - 1)]; };
  std::printf("%s %.2f %.2f %zu %zu\n", name, at(0.5), at(0.99), times.size(), matches);
  std::fflush(stdout);
}

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  std::vector<std::string> patterns;
  std::string line;
  for (std::ifstream file(argv[1]); std::getline(file, line);) patterns.push_back(line);
  Texts texts;
  for (std::ifstream file(argv[2], std::ios::binary); std::getline(file, line);) {
    std::string text(std::stoul(line), '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    texts.push_back(text);
  }
  double budgetMs = std::stod(argv[3]);

  std::vector<std::unique_ptr<RE2>> single;
  for (auto& pattern : patterns) single.push_back(std::make_unique<RE2>(pattern, RE2::Quiet));
  measure("re2", texts, budgetMs, [&](const std::string& text) {
    size_t count = 0;
    re2::StringPiece found;
    for (auto& regex : single)
      if (regex->Match(text, 0, text.size(), RE2::UNANCHORED, &found, 1)) count++;
    return count;
  });

  RE2::Options options;
  options.set_max_mem(256 << 20);
  RE2::Set set(options, RE2::UNANCHORED);
  for (auto& pattern : patterns) set.Add(pattern, nullptr);
  if (set.Compile()) {
    measure("set", texts, budgetMs, [&](const std::string& text) {
      std::vector<int> found;
      set.Match(text, &found);
      return found.size();
    });
  } else {
    std::printf("set - out of memory\n");
  }

  // Ids only: no start of match, each pattern once.
  std::vector<const char*> expressions;
  std::vector<unsigned> flags, ids;
  for (auto& pattern : patterns) {
    ids.push_back(static_cast<unsigned>(expressions.size()));
    expressions.push_back(pattern.c_str());
    flags.push_back(HS_FLAG_SINGLEMATCH);
  }
  hs_database_t* database = nullptr;
  hs_compile_error_t* fault = nullptr;
  if (hs_compile_multi(expressions.data(), flags.data(), ids.data(), static_cast<unsigned>(ids.size()), HS_MODE_BLOCK,
                       nullptr, &database, &fault) != HS_SUCCESS) {
    std::printf("hyperscan - %s\n", fault->message);
    return 0;
  }
  hs_scratch_t* scratch = nullptr;
  hs_alloc_scratch(database, &scratch);
  measure("hyperscan", texts, budgetMs, [&](const std::string& text) {
    size_t count = 0;
    auto onMatch = [](unsigned, unsigned long long, unsigned long long, unsigned, void* context) {
      ++*static_cast<size_t*>(context);
      return 0;
    };
    hs_scan(database, text.data(), static_cast<unsigned>(text.size()), 0, scratch, onMatch, &count);
    return count;
  });
}
