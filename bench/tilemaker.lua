-- The tilemaker side of the comparison: the objects of the basemap in the same layers from the same tile zooms on,
-- with fewer properties. Areas are in square metres of EPSG:3857, as the basemap measures them.

node_keys = { "place", "amenity", "shop", "tourism", "railway", "historic", "leisure", "office" }

local highways = {
  motorway = 3, motorway_link = 3, trunk = 6, trunk_link = 6, primary = 7, primary_link = 7, secondary = 9,
  secondary_link = 9, tertiary = 9, tertiary_link = 9, unclassified = 12, residential = 12, road = 12,
  living_street = 12, pedestrian = 12, track = 12, service = 13, cycleway = 13, footway = 13, path = 13,
  bridleway = 13, steps = 13
}

local not_roads = {
  construction = true, proposed = true, planned = true, razed = true, platform = true, bus_stop = true, elevator = true,
  corridor = true, rest_area = true, services = true, abandoned = true, disused = true, demolished = true
}

function init_function() end
function exit_function() end

function node_function(node)
  local place = node:Find("place")
  if place ~= "" then
    node:Layer("places", false)
    node:MinZoom(place == "locality" and 14 or 10)
  elseif node:Find("name") ~= "" then
    node:Layer("pois", false)
    node:MinZoom(15)
  else
    return
  end
  for _, key in ipairs(node_keys) do
    local value = node:Find(key)
    if value ~= "" then node:Attribute("kind", value) break end
  end
  node:Attribute("name", node:Find("name"))
end

local function draw(way, layer, area, kind, zoom)
  way:Layer(layer, area)
  way:MinZoom(zoom)
  way:Attribute("kind", kind)
end

-- Square metres of EPSG:3857, which stretches with the latitude.
local function area_of(way)
  local stretch = math.cos(math.rad(way:Centroid()[1]))
  return math.max(way:Area() / (stretch * stretch), 1e-9)
end

-- The tile zoom from which an area covers 16 pixels of 1/256 of a tile one zoom deeper.
local function zoom_of(way, first)
  local zoom = math.ceil(math.log(156543.03 * math.sqrt(16 / area_of(way))) / math.log(2)) - 1
  return math.min(15, math.max(first, zoom))
end

local function zoom_of_building(way)
  local area = area_of(way)
  return area >= 1600 and 12 or area >= 400 and 13 or area >= 100 and 14 or 15
end

function way_function(way)
  local highway, railway, building = way:Find("highway"), way:Find("railway"), way:Find("building")
  local waterway, natural, landuse = way:Find("waterway"), way:Find("natural"), way:Find("landuse")
  local leisure = way:Find("leisure")
  if building ~= "" then
    draw(way, "buildings", true, building, zoom_of_building(way))
    way:Attribute("height", way:Find("height"))
  elseif highway ~= "" and not not_roads[highway] and way:Find("area") ~= "yes" then
    draw(way, "roads", false, highway, highways[highway] or 14)
    way:Attribute("ref", way:Find("ref"))
    way:Attribute("name", way:Find("name"))
    way:Attribute("oneway", way:Find("oneway"))
  elseif railway == "rail" then
    draw(way, "roads", false, railway, 11)
  elseif waterway ~= "" then
    draw(way, "water", false, waterway, waterway == "river" and 9 or 13)
    way:Attribute("name", way:Find("name"))
  elseif way:IsClosed() then
    if natural == "water" then draw(way, "water", true, natural, zoom_of(way, 4))
    elseif landuse ~= "" then draw(way, "landuse", true, landuse, zoom_of(way, 8))
    elseif natural ~= "" then draw(way, "landuse", true, natural, zoom_of(way, 8))
    elseif leisure ~= "" then draw(way, "landuse", true, leisure, zoom_of(way, 8)) end
  end
  -- Not relations: their ways are drawn.
  if way:Find("boundary") == "administrative" and way:Find("type") == "" and (tonumber(way:Find("admin_level")) or 9) <= 8 then
    draw(way, "boundaries", false, "administrative", 8)
  end
end
