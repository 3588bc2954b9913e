-- The tilemaker side of the comparison: much the same objects in the same layers as the basemap's, with fewer properties.

node_keys = { "place", "amenity", "shop", "tourism", "natural", "railway", "highway", "historic", "leisure", "office" }

function init_function() end
function exit_function() end

function node_function(node)
  local layer = node:Find("place") ~= "" and "places" or "pois"
  node:Layer(layer, false)
  for _, key in ipairs(node_keys) do
    local value = node:Find(key)
    if value ~= "" then node:Attribute("kind", value) break end
  end
  node:Attribute("name", node:Find("name"))
end

local function draw(way, layer, area, kind)
  way:Layer(layer, area)
  way:Attribute("kind", kind)
  if way:Find("name") ~= "" and not area then way:Attribute("name", way:Find("name")) end
end

function way_function(way)
  local highway, railway, building = way:Find("highway"), way:Find("railway"), way:Find("building")
  local waterway, natural, landuse = way:Find("waterway"), way:Find("natural"), way:Find("landuse")
  local leisure = way:Find("leisure")
  if building ~= "" then draw(way, "buildings", true, building) end
  if highway ~= "" then
    draw(way, "roads", false, highway)
    way:Attribute("ref", way:Find("ref"))
  end
  if railway ~= "" then draw(way, "transit", false, railway) end
  if waterway ~= "" then draw(way, "water", false, waterway) end
  if way:IsClosed() then
    if natural == "water" then draw(way, "water", true, natural)
    elseif landuse ~= "" then draw(way, "landuse", true, landuse)
    elseif natural ~= "" then draw(way, "landuse", true, natural)
    elseif leisure ~= "" then draw(way, "landuse", true, leisure) end
  end
  if way:Find("boundary") == "administrative" then draw(way, "boundaries", false, "administrative") end
end
