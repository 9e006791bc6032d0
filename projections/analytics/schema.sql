-- The tables of the analytics. Every row carries the position of the event that
-- made it; a batch that is written twice writes the same rows under the same
-- keys, which ReplacingMergeTree joins into one. Read with FINAL (or set
-- final = 1), and no further than the last ordinal of events: rows of the other
-- tables beyond it belong to a batch that has not been finished.
--
-- There are no partitions, so that an insert of one block is one part: all or
-- nothing.

-- events: every record of the log, in log order.
CREATE TABLE IF NOT EXISTS events (
    position      String                  COMMENT 'position in the log, compares as text',
    ordinal       UInt64                  COMMENT 'place in the log, counted from 0 without gaps',
    stream        String,
    revision      UInt64                  COMMENT 'place in the stream, from 0',
    event_id      UUID,
    parcel        UUID                    COMMENT '宗地; zero for records that are not of a parcel',
    type          LowCardinality(String)  COMMENT '事件类型',
    occurred_on   Nullable(Date32)        COMMENT '发生日期 (Asia/Shanghai), as recorded',
    recorded_at   Nullable(DateTime64(6, 'UTC')) COMMENT '记录时间',
    department    LowCardinality(String)  COMMENT '记录部门',
    officer       LowCardinality(String)  COMMENT '记录人',
    level         LowCardinality(String)  COMMENT 'CITY, DISTRICT, PARK',
    district      LowCardinality(String)  COMMENT '行政区 (GB/T 2260) after the event',
    stage         LowCardinality(String)  COMMENT '阶段 after the event, as the ledger knew when recording',
    place_district LowCardinality(String) COMMENT '行政区 of the parcel as it stands after the event',
    place_park    LowCardinality(String)  COMMENT '园区, likewise',
    backfill      Bool                    COMMENT '补录',
    findings      Array(LowCardinality(String)) COMMENT 'rules of the findings 疑点',
    corrects      Nullable(UUID)          COMMENT 'the event that this one corrects, annuls or co-signs',
    data          String                  COMMENT 'the fact, as stored, JSON' CODEC(ZSTD(1)),
    report_rows   UInt16                  COMMENT 'how many rows this event has in operation_reports',
    figure_rows   UInt16                  COMMENT '… in figures',
    land_rows     UInt16                  COMMENT '… in land',
    checkpoint_rows UInt16                COMMENT '… in checkpoints',
    INDEX by_parcel parcel TYPE bloom_filter(0.01) GRANULARITY 1,
    PROJECTION places (SELECT parcel, argMax(place_district, ordinal), argMax(place_park, ordinal) GROUP BY parcel)
) ENGINE = ReplacingMergeTree ORDER BY position
SETTINGS deduplicate_merge_projection_mode = 'rebuild', fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1;

-- operation_reports: one row per OperationReported (经营数据) that took effect, and
-- one more for every correction of it, with the values that stand since; a
-- withdrawn row says that the report was annulled and nothing stands. Absent figures are
-- NULL: not reported; 0 is a report of zero. Money in 分.
CREATE TABLE IF NOT EXISTS operation_reports (
    position        String,
    ordinal         UInt64                COMMENT 'of the event that made these values known',
    line            UInt16                COMMENT 'numbers the rows of one event',
    report          UUID                  COMMENT 'the report''s event',
    report_ordinal  UInt64                COMMENT 'the report''s ordinal',
    replaces        Nullable(UInt64)      COMMENT 'ordinal of the row of this report that stands no more',
    withdrawn       Bool                  COMMENT '已作废: no row of this report stands',
    parcel          UUID,
    district        LowCardinality(String) COMMENT 'of the parcel when these values became known',
    stage           LowCardinality(String) COMMENT 'of the parcel when these values became known',
    area            Int64                 COMMENT '登记面积 at that time, 0.01 m²',
    enterprise      String                COMMENT '统一社会信用代码, else the name',
    industry        LowCardinality(String) COMMENT 'of the enterprise, as reported',
    period          LowCardinality(String) COMMENT '2025, 2025Q3, 202509',
    year            UInt16,
    quarter         UInt8                 COMMENT '0: not a quarter',
    month           UInt8                 COMMENT '0: not a month',
    basis           LowCardinality(String) COMMENT 'CUMULATIVE 累计, PERIOD 当期',
    status          LowCardinality(String) COMMENT 'INITIAL 初报, FINAL 正式, REVISED 修订',
    source          LowCardinality(String) COMMENT '数据来源部门',
    allocation      LowCardinality(String) COMMENT '分摊方法',
    share           String                COMMENT '分摊比例, decimal',
    output          Nullable(Int64)       COMMENT '工业总产值, 分',
    revenue         Nullable(Int64)       COMMENT '营业收入, 分',
    value_added     Nullable(Int64)       COMMENT '工业增加值, 分',
    tax_paid        Nullable(Int64)       COMMENT '实缴税金, 分',
    tax_refund      Nullable(Int64)       COMMENT '退税, 分',
    profit          Nullable(Int64)       COMMENT '利润总额, 分',
    rd              Nullable(Int64)       COMMENT '研发经费, 分',
    employees       Nullable(Int64)       COMMENT '平均从业人数',
    energy_tce      String                COMMENT '综合能耗, 吨标准煤, decimal',
    power_kwh       Nullable(Int64),
    water_m3        Nullable(Int64),
    price_basis     LowCardinality(String),
    occurred_on     Nullable(Date32),
    recorded_at     Nullable(DateTime64(6, 'UTC'))
) ENGINE = ReplacingMergeTree ORDER BY (position, line)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1;

-- figures: what a parcel made in a quarter (or a year: quarter 0), after the
-- latest revision of each report and after differencing cumulative ones. A
-- ledger of changes: an event that changes a figure takes the old row away
-- (sign -1) and adds the new one (sign 1), so sum(sign * x) over the rows with
-- ordinal <= n is what was known at ordinal n.
CREATE TABLE IF NOT EXISTS figures (
    position     String,
    ordinal      UInt64,
    line         UInt16                 COMMENT 'place among the rows of the event',
    sign         Int8,
    parcel       UUID,
    district     LowCardinality(String) COMMENT 'of the parcel at the end of its operation in the period',
    industry     LowCardinality(String) COMMENT '大类 of the parcel, likewise',
    year         UInt16,
    quarter      UInt8,
    area_days     Int64                 COMMENT 'registered area × days in operation within the period, 0.01 m² × d',
    used_days     Nullable(Int64)       COMMENT 'area actually used × days in operation; NULL: not surveyed on all of them',
    output        Nullable(Int64)       COMMENT '工业总产值, 分, of the period; NULL: not known',
    output_from      Array(UInt64)      COMMENT 'ordinals of the events behind it',
    tax           Nullable(Int64)       COMMENT '实缴税金, 分, of the period; NULL: not known',
    tax_from         Array(UInt64)      COMMENT 'ordinals of the events behind it',
    revenue       Nullable(Int64)       COMMENT '营业收入, 分, of the period; NULL: not known',
    revenue_from     Array(UInt64)      COMMENT 'ordinals of the events behind it',
    value_added   Nullable(Int64)       COMMENT '工业增加值, 分, of the period; NULL: not known',
    value_added_from Array(UInt64)      COMMENT 'ordinals of the events behind it',
    rd            Nullable(Int64)       COMMENT '研发经费, 分, of the period; NULL: not known',
    rd_from          Array(UInt64)      COMMENT 'ordinals of the events behind it',
    employees     Nullable(Int64)       COMMENT '平均从业人数 × months, of the period; NULL: not known',
    employees_from   Array(UInt64)      COMMENT 'ordinals of the events behind it',
    energy        Nullable(Int64)       COMMENT '综合能耗, 0.0001 吨标准煤, of the period; NULL: not known',
    energy_from      Array(UInt64)      COMMENT 'ordinals of the events behind it'
) ENGINE = ReplacingMergeTree ORDER BY (position, line)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1;

-- land: the days on which land of a parcel was of a kind, with its area and
-- groups: operating 运营 (stages PRODUCING 投产爬坡 and OPERATING 达产运营),
-- supplied 已供 (of it: waiting 未运营), built 已竣工及在用, used 实际使用, registered 在册, low 低效, identified and cleared
-- 累计认定、处置低效, idle 已认定闲置. A ledger of changes like figures. The rows of
-- per = 'quarter' put a parcel whose group changes within a quarter into its last
-- group for the whole of it; those of 'year' likewise for a year.
CREATE TABLE IF NOT EXISTS land (
    position     String,
    ordinal      UInt64,
    line         UInt16,
    sign         Int8,
    kind         LowCardinality(String) COMMENT 'operating, supplied, waiting, built, used, registered, low, identified, cleared, idle',
    per          LowCardinality(String) COMMENT 'quarter or year',
    parcel       UUID,
    from_on      Date32                 COMMENT 'first day',
    until_on     Date32                 COMMENT 'first day no more; 2200-01-01: goes on',
    district     LowCardinality(String),
    industry     LowCardinality(String) COMMENT '大类',
    area         Int64                  COMMENT '0.01 m²',
    last         Bool                   COMMENT 'none of the parcel follows within the period in which it ends'
) ENGINE = ReplacingMergeTree ORDER BY (position, line)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1;

-- checkpoints: what a parcel came to on a day, or was to come to (节点): the
-- stages with their effective deadlines, the supply by contract, the completion
-- with what was measured, the renewal 再开发, the commitments 履约指标 as they are
-- held under the standard policy. A ledger of changes like figures.
CREATE TABLE IF NOT EXISTS checkpoints (
    position     String,
    ordinal      UInt64,
    line         UInt16,
    sign         Int8,
    parcel       UUID,
    round        UInt16                 COMMENT 'counts cycles of the land, and contracts within one',
    kind         LowCardinality(String) COMMENT 'STAGE, SUPPLY, COMPLETION, RENEWAL, COMMITMENT',
    subject      LowCardinality(String) COMMENT 'the stage; the source of the land; the mode of the renewal; the metric of the commitment',
    district     LowCardinality(String),
    industry     LowCardinality(String) COMMENT '大类',
    area         Int64                  COMMENT 'by contract, else registered, 0.01 m²',
    began        Nullable(Date32)       COMMENT 'of a renewal: when it was started',
    on_day       Nullable(Date32)       COMMENT 'NULL: not yet',
    due          Nullable(Date32)       COMMENT 'the deadline in effect; NULL: none',
    state        LowCardinality(String) COMMENT 'of a commitment as of the parcel''s last event: MET, MISSED, NOT_YET_DUE, NO_DATA',
    judged       Bool                   COMMENT 'false: only the supply is on record (无后续数据)',
    investment   Int64                  COMMENT 'fixed assets with the land price, 分',
    floor        Int64                  COMMENT '计容建筑面积, 0.01 m²',
    covered      Int64                  COMMENT 'base and yard, 0.01 m²'
) ENGINE = ReplacingMergeTree ORDER BY (position, line)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1;
