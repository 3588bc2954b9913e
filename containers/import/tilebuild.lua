-- What osm2pgsql makes of OpenStreetMap: the tables that the RAWR and low-zoom jobs read.
--
--   planet_osm_point    (osm_id, way, tags)            nodes
--   planet_osm_line     (osm_id, way, tags)            ways; boundary and route relations, merged
--   planet_osm_polygon  (osm_id, way, way_area, tags)  closed ways; multipolygon and boundary relations
--
-- osm_id is negative for a relation. way is EPSG:3857; lines are cut at 100 km, multi-geometries into their parts, so
-- one osm_id may have several rows. way_area is in square metres of EPSG:3857. tags is an hstore: a binary COPY hands
-- it out as lengths and bytes, where jsonb would be printed by the server and parsed again by the reader.
--
-- Runs with osm2pgsql 1.7 (geometry objects) up to 2.x, with --slim (the middle tables are read too).

local SRID = 3857
local LONGEST_LINE = 100000

local major, minor = osm2pgsql.version:match('^(%d+)%.(%d+)')
if tonumber(major) * 100 + tonumber(minor) < 107 then
    error('osm2pgsql ' .. osm2pgsql.version .. ' is too old: 1.7 or newer is needed')
end

local function set(list)
    local members = {}
    for _, member in ipairs(list) do
        members[member] = true
    end
    return members
end

-- Tables -------------------------------------------------------------------------------------------------------------

local function define(name, id_type, geometry, more)
    local columns = { { column = 'way', type = geometry, projection = SRID, not_null = true } }
    for _, column in ipairs(more) do
        columns[#columns + 1] = column
    end
    columns[#columns + 1] = { column = 'tags', type = 'hstore' }
    return osm2pgsql.define_table({
        name = 'planet_osm_' .. name,
        ids = { type = id_type, id_column = 'osm_id' },
        columns = columns,
        cluster = 'auto', -- ordered by geometry on disk: a tile's rows lie together
    })
end

-- Ids of type 'area' are what lets ways (positive) and relations (negative) share a table.
local points = define('point', 'node', 'point', {})
local lines = define('line', 'area', 'linestring', {})
local polygons = define('polygon', 'area', 'polygon', { { column = 'way_area', type = 'real' } })

-- Tags ---------------------------------------------------------------------------------------------------------------

-- Notes of mappers to mappers and the leftovers of imports: nothing that a map could show.
local MEANINGLESS = set({
    'attribution', 'comment', 'converted_by', 'created_by', 'fixme', 'FIXME', 'import', 'import_uuid', 'source_ref',
    'todo', 'type',
})
local MEANINGLESS_PREFIX = set({ -- alone (source) or before a colon (source:name)
    'CLC', 'KSJ2', 'LINZ', 'LINZ2OSM', 'NHD', 'canvec', 'geobase', 'gnis', 'it:fvg', 'lbcs', 'ngbe', 'note', 'odbl',
    'openGeoDB', 'osak', 'source', 'tiger', 'yh',
})

-- Alone they say how something is called, but not what it is: no row for an object that has nothing else. Those with a
-- name of a language or of a register behind a colon (name:de) do not either.
local DESCRIBING = set({ 'area', 'ele', 'image', 'layer', 'url', 'wikimedia_commons' })
local DESCRIBING_PREFIX = set({
    'alt_name', 'description', 'int_name', 'loc_name', 'name', 'official_name', 'old_name', 'ref', 'short_name',
    'website', 'wikidata', 'wikipedia',
})

-- Remove what is meaningless, in place; whether anything is left that says what the object is.
local function keep_meaning(tags)
    local meaning = false
    for key in pairs(tags) do
        local prefix = key:match('^[^:]*')
        if MEANINGLESS[key] or MEANINGLESS_PREFIX[prefix] then
            tags[key] = nil
        elseif not DESCRIBING[key] and not DESCRIBING_PREFIX[prefix] then
            meaning = true
        end
    end
    return meaning
end

-- Is a closed way an area? -------------------------------------------------------------------------------------------

-- Keys whose closed ways are areas, with the values that stay lines.
local AREA_UNLESS = {
    aeroway = set({ 'jet_bridge', 'parking_position', 'runway', 'taxiway' }),
    allotments = {}, amenity = set({ 'bench', 'weighbridge' }), ['area:highway'] = {},
    attraction = set({ 'dark_ride', 'river_rafting', 'roller_coaster', 'summer_toboggan', 'train', 'water_slide' }),
    building = set({ 'no' }), ['building:part'] = set({ 'no' }), club = {}, craft = {}, emergency = {},
    golf = set({ 'cartpath', 'hole', 'path' }), harbour = {}, healthcare = {},
    historic = set({ 'citywalls', 'city_wall' }), landcover = {}, landuse = {},
    leisure = set({ 'slipway', 'track' }),
    man_made = set({ 'cutline', 'dyke', 'embankment', 'goods_conveyor', 'groyne', 'pipeline' }),
    military = set({ 'trench' }),
    natural = set({ 'arete', 'cliff', 'coastline', 'earth_bank', 'fault', 'gorge', 'ridge', 'tree_row', 'valley' }),
    office = {}, place = {}, playground = {}, power = set({ 'cable', 'line', 'minor_line' }), public_transport = {},
    ruins = {}, shop = {}, sport = {}, telecom = set({ 'line' }), tourism = {}, water = {}, wetland = {},
}

-- Keys whose closed ways are lines, with the values that are areas.
local AREA_IF = {
    boundary = set({ 'aboriginal_lands', 'national_park', 'protected_area' }),
    highway = set({ 'rest_area', 'services' }),
    indoor = set({ 'area', 'corridor', 'room' }),
    railway = set({ 'depot', 'platform', 'roundhouse', 'station', 'turntable', 'wash', 'workshop', 'yard' }),
    waterway = set({ 'boatyard', 'dam', 'dock', 'fuel', 'riverbank' }),
}

-- sport says what is done on a thing; the thing itself decides.
local DECIDES_ALONE = set({ 'sport' })

local function names_line(tags)
    for key, values in pairs(AREA_UNLESS) do
        if tags[key] and values[tags[key]] then
            return true
        end
    end
    return false
end

local function is_area(tags)
    if tags.area == 'no' then
        return false
    elseif tags.area == 'yes' then
        return true
    end
    for key, value in pairs(tags) do
        local lines_of_key, areas_of_key = AREA_UNLESS[key], AREA_IF[key]
        if lines_of_key and not lines_of_key[value] and not (DECIDES_ALONE[key] and names_line(tags)) then
            return true
        elseif areas_of_key and areas_of_key[value] then
            return true
        end
    end
    return false
end

-- Rows ---------------------------------------------------------------------------------------------------------------

local function add_lines(geometry, tags)
    for part in geometry:transform(SRID):segmentize(LONGEST_LINE):geometries() do
        lines:insert({ way = part, tags = tags })
    end
end

local function add_polygons(geometry, tags)
    for part in geometry:transform(SRID):geometries() do
        polygons:insert({ way = part, way_area = part:area(), tags = tags })
    end
end

function osm2pgsql.process_node(object)
    if keep_meaning(object.tags) then
        points:insert({ way = object:as_point(), tags = object.tags })
    end
end

function osm2pgsql.process_way(object)
    if not keep_meaning(object.tags) then
        return
    end
    if object.is_closed and is_area(object.tags) then
        add_polygons(object:as_polygon(), object.tags)
    else
        add_lines(object:as_linestring(), object.tags)
    end
end

function osm2pgsql.process_relation(object)
    local kind = object.tags.type
    if not keep_meaning(object.tags) then
        return
    end
    if kind == 'boundary' or kind == 'route' or (kind == 'multipolygon' and object.tags.boundary) then
        add_lines(object:as_multilinestring():line_merge(), object.tags)
    end
    if kind == 'boundary' or kind == 'multipolygon' then
        add_polygons(object:as_multipolygon(), object.tags)
    end
end
