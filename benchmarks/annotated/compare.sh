#!/usr/bin/env bash
# Compares calls of an annotated method before and after, and after without the look before the commit:
# compare.sh <commit> [<rounds>]. Both are built in a temporary directory; the second one is what is committed here.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")"
before="${1:?the commit to compare with}"
rounds="${2:-15}"
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

build() {
	git clone -q ../.. "$work/$1"
	git -C "$work/$1" checkout -q "$2"
	(cd "$work/$1" && mvn -q -B -ntp -pl reliability-tests -am test-compile dependency:build-classpath \
		-Dmdep.includeScope=test -Dmdep.outputFile="$work/$1.path" -DskipTests >&2)
	mkdir "$work/$1-classes"
	"${java}c" -parameters -proc:none -cp "$(cat "$work/$1.path")" -d "$work/$1-classes" AnnotatedComparison.java
	echo "$work/$1-classes:$(cat "$work/$1.path")"
}

beforePath="$(build before "$before")"
afterPath="$(build after HEAD)"
"$java" -cp "$afterPath" AnnotatedComparison "$rounds" before "$beforePath" "" after "$afterPath" "" \
	"after, unconfirmed" "$afterPath" --rocketmq-http.transaction.log.confirm-before-commit=false
