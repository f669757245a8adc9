#!/usr/bin/env bash
# Builds what the benchmark needs and runs it; --help lists the options.
set -euo pipefail
cd "$(dirname "$0")/.."
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"

# A wrong option is not worth a build: the parser runs from its source file.
"$java" benchmarks/src/main/java/io/github/rocketmqhttp/benchmarks/BenchmarkOptions.java "$@" || exit
for argument in "$@"; do
	if [[ $argument == --help ]]; then
		exit 0
	fi
done

mvn -q -B -ntp -pl benchmarks -am package -Dmaven.test.skip=true >&2
exec "$java" -cp "benchmarks/target/classes:benchmarks/target/lib/*" \
	io.github.rocketmqhttp.benchmarks.PublishBenchmark "$@"
