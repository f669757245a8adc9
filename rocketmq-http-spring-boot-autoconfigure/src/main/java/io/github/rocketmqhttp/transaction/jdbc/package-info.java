/**
 * The transaction log as a table in the database of the business.
 */
@NullMarked
package io.github.rocketmqhttp.transaction.jdbc;

import org.jspecify.annotations.NullMarked;
