package io.openbell.read.point;

import io.swagger.v3.oas.annotations.media.Schema;

/** What a user can spend, as clients see it. */
@Schema(name = "PointBalance")
record PointBalanceView(
    @Schema(example = "user-1") String userId,
    @Schema(description = "Points that can be spent", example = "50000") long balance) {}
