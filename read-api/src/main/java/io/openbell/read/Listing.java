package io.openbell.read;

import java.util.List;

/**
 * One page of a list.
 *
 * @param totalCount how many there are over all pages
 */
public record Listing<T>(long totalCount, List<T> list) {}
