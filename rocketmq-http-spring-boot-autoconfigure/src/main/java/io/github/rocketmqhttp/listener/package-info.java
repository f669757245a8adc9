/**
 * Hands messages to annotated methods: endpoints, containers and their registry.
 */
@NullMarked
package io.github.rocketmqhttp.listener;

import org.jspecify.annotations.NullMarked;
